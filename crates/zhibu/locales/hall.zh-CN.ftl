# 门厅
hall-lead = 党员、支部和党委在这里办党内的事：手机上能办，纸上、会上的做法照旧认。
hall-member = 党员和入党申请人
hall-member-can = 看自己的资料和入党进度，看谁查过自己的资料；有不对的，提出更正。
hall-secretary = 支部书记
hall-secretary-can = 看支部有谁、谁的资料不全、谁的预备期快满、该联系谁；在手机上就能改。
hall-committee = 党委和组织部
hall-committee-can = 导入名册，管理组织和党员，每个统计数字都能点开背后的名单。
hall-promises = 三个承诺
hall-promise-work = 减负：能由系统算的，不让人填。
hall-promise-faith = 守信：个人资料加密保存，每次查看都有记录；不给人打分。
hall-promise-paper = 不丢老办法：纸、会议、短信都算数。
