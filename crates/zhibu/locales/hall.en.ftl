# The hall
hall-lead = Members, branches and committees do Party affairs here: on a phone, and with paper and meetings as ever.
hall-member = Members and applicants
hall-member-can = See your own record and how far your application is, see who looked at it, and propose corrections.
hall-secretary = Branch secretaries
hall-secretary-can = See who belongs to the branch, whose data is incomplete, whose probation ends and who is due to be contacted; edit it on a phone.
hall-committee = Committees and the organisation department
hall-committee-can = Take rosters in, manage organisations and members; every figure opens the list of people behind it.
hall-promises = Three promises
hall-promise-work = Less work: what can be computed, nobody fills in.
hall-promise-faith = Good faith: personal data is kept encrypted, every look is on record, and nobody is scored.
hall-promise-paper = The old ways count: paper, meetings and text messages.
