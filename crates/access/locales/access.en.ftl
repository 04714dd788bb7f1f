# Roles
role-public = Public
role-member = Member
role-applicant = Applicant
role-secretary = Branch secretary
role-committee-officer = Committee officer
role-department-officer = Organisation department
role-editor = Editor
role-reviewer = Reviewer
role-teacher = Teacher
role-scrutineer = Scrutineer
role-inspector = Inspector
role-system-admin = System administrator
role-security-admin = Security administrator
role-auditor = Auditor

# What may not be done
refused-forbidden = Your present role may not do this. Ask the superior organisation if you need it.
refused-sign-in = Please sign in first
refused-second-factor = This asks once more who you are
