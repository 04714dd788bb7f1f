-- Made by the test of this name; ZHIBU_WRITE=1 writes it anew.
CREATE TABLE access_account (
    id BLOB NOT NULL PRIMARY KEY,
    area_id BLOB NOT NULL,
    user_name TEXT NOT NULL,
    display_name TEXT NOT NULL,
    person_id BLOB,
    password_hash TEXT,
    totp_secret BLOB,
    totp_step INTEGER,
    is_locked INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL
, password_set_at INTEGER, used_at INTEGER) STRICT;
CREATE INDEX access_account_by_display_name ON access_account (display_name, user_name);
CREATE INDEX access_account_by_person ON access_account (person_id);
CREATE UNIQUE INDEX access_account_by_user_name ON access_account (user_name);
CREATE TABLE access_activation (
    code_hash BLOB NOT NULL PRIMARY KEY,
    account_id BLOB NOT NULL,
    starts_afresh INTEGER NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT;
CREATE INDEX access_activation_by_account ON access_activation (account_id);
CREATE TABLE access_check (
    id BLOB NOT NULL PRIMARY KEY,
    account_id BLOB,
    kept TEXT,
    asked_at INTEGER NOT NULL,
    verified INTEGER NOT NULL,
    size INTEGER NOT NULL,
    report TEXT,
    done_at INTEGER
) STRICT;
CREATE INDEX access_check_by_account ON access_check (account_id, asked_at);
CREATE TABLE access_device (
    account_id BLOB NOT NULL,
    secret_hash BLOB NOT NULL,
    first_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (account_id, secret_hash)
) STRICT;
CREATE TABLE access_flow (
    secret_hash BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    state BLOB NOT NULL,
    tries INTEGER NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT;
CREATE INDEX access_flow_by_end ON access_flow (ends_at);
CREATE TABLE access_grant (
    id BLOB NOT NULL PRIMARY KEY,
    account_id BLOB NOT NULL,
    role TEXT NOT NULL,
    org_id BLOB NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER NOT NULL,
    granted_by BLOB,
    delegated_from BLOB,
    basis TEXT,
    recorded_at INTEGER NOT NULL
, succeeds_id BLOB) STRICT;
CREATE INDEX access_grant_by_account ON access_grant (account_id, valid_to);
CREATE INDEX access_grant_by_delegated ON access_grant (delegated_from);
CREATE INDEX access_grant_by_org ON access_grant (org_id, role);
CREATE INDEX access_grant_by_role ON access_grant (role, valid_to);
CREATE TABLE access_guess (
    key BLOB NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    free_at INTEGER NOT NULL,
    forget_at INTEGER NOT NULL
) STRICT;
CREATE INDEX access_guess_by_end ON access_guess (forget_at);
CREATE TABLE access_import (
    id BLOB NOT NULL PRIMARY KEY,
    area_id BLOB NOT NULL,
    org_id BLOB NOT NULL,
    state TEXT NOT NULL,
    file_name TEXT NOT NULL,
    file BLOB NOT NULL,
    headings TEXT NOT NULL,
    account_id BLOB,
    created_at INTEGER NOT NULL,
    happened_on INTEGER,
    approved_by TEXT,
    basis TEXT,
    n_new INTEGER NOT NULL,
    n_changed INTEGER NOT NULL,
    n_same INTEGER NOT NULL,
    n_faulty INTEGER NOT NULL
) STRICT;
CREATE INDEX access_import_by_org ON access_import (org_id, id);
CREATE TABLE access_import_act (
    batch_id BLOB NOT NULL,
    act_no INTEGER NOT NULL,
    org_id BLOB NOT NULL,
    act_id BLOB NOT NULL,
    PRIMARY KEY (batch_id, act_no)
) STRICT;
CREATE TABLE access_import_line (
    batch_id BLOB NOT NULL,
    line_no INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (batch_id, line_no)
) STRICT;
CREATE INDEX access_import_line_by_outcome ON access_import_line (batch_id, outcome, line_no);
CREATE TABLE access_mandate (
    id BLOB NOT NULL PRIMARY KEY,
    area_id BLOB NOT NULL,
    principal_id BLOB NOT NULL,
    principal_name TEXT NOT NULL,
    helper_id BLOB NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER NOT NULL,
    source TEXT NOT NULL,
    evidence BLOB,
    given_by BLOB,
    recorded_at INTEGER NOT NULL,
    revoked_at INTEGER,
    revoked_by BLOB
) STRICT;
CREATE INDEX access_mandate_by_helper ON access_mandate (helper_id, valid_to);
CREATE INDEX access_mandate_by_principal ON access_mandate (principal_id, id);
CREATE TABLE access_org (
    id BLOB NOT NULL PRIMARY KEY,
    area_id BLOB NOT NULL,
    superior_id BLOB,
    path TEXT NOT NULL,
    next_slot INTEGER NOT NULL,
    kind TEXT NOT NULL,
    code TEXT,
    name TEXT NOT NULL,
    short_name TEXT,
    sort_key TEXT NOT NULL,
    initials TEXT NOT NULL,
    is_area INTEGER NOT NULL,
    can_approve_probationary INTEGER NOT NULL,
    unit_situation TEXT,
    zone TEXT,
    founded_on INTEGER NOT NULL,
    ended_on INTEGER,
    records_from INTEGER,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX access_org_by_code ON access_org (code);
CREATE INDEX access_org_by_initials ON access_org (initials, path);
CREATE INDEX access_org_by_name ON access_org (name, path);
CREATE UNIQUE INDEX access_org_by_path ON access_org (path);
CREATE INDEX access_org_by_superior ON access_org (superior_id, sort_key, id);
CREATE TABLE access_org_act (
    id BLOB NOT NULL PRIMARY KEY,
    org_id BLOB NOT NULL,
    act TEXT NOT NULL,
    happened_on INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    account_id BLOB,
    approved_by TEXT,
    basis TEXT,
    other_id BLOB,
    changes TEXT NOT NULL,
    undone_at INTEGER
, main_id BLOB, back TEXT) STRICT;
CREATE INDEX access_org_act_by_main ON access_org_act (main_id);
CREATE INDEX access_org_act_by_org ON access_org_act (org_id, happened_on);
CREATE TABLE access_org_code (
    code TEXT NOT NULL,
    org_id BLOB NOT NULL,
    valid_from INTEGER NOT NULL,
    PRIMARY KEY (code, org_id)
) STRICT;
CREATE TABLE access_org_path (
    path TEXT NOT NULL PRIMARY KEY,
    org_id BLOB NOT NULL
) STRICT;
CREATE INDEX access_org_path_by_org ON access_org_path (org_id);
CREATE TABLE access_org_period (
    org_id BLOB NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER NOT NULL,
    superior_id BLOB,
    path TEXT NOT NULL,
    kind TEXT NOT NULL,
    code TEXT,
    name TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (org_id, valid_from)
) STRICT;
CREATE INDEX access_org_period_by_path ON access_org_period (path, valid_from, valid_to, kind);
CREATE INDEX access_org_period_by_superior ON access_org_period (superior_id, valid_from);
CREATE TABLE access_org_successor (
    org_id BLOB NOT NULL,
    successor_id BLOB NOT NULL,
    happened_on INTEGER NOT NULL,
    PRIMARY KEY (org_id, successor_id)
) STRICT;
CREATE TABLE access_org_word (
    word TEXT NOT NULL,
    org_id BLOB NOT NULL,
    PRIMARY KEY (word, org_id)
) STRICT;
CREATE INDEX access_org_word_by_org ON access_org_word (org_id);
CREATE TABLE access_passkey (
    id BLOB NOT NULL PRIMARY KEY,
    account_id BLOB NOT NULL,
    credential_hash BLOB NOT NULL,
    sealed BLOB NOT NULL,
    device TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX access_passkey_by_account ON access_passkey (account_id);
CREATE UNIQUE INDEX access_passkey_by_credential ON access_passkey (credential_hash);
CREATE TABLE access_recovery (
    account_id BLOB NOT NULL,
    code_hash BLOB NOT NULL,
    PRIMARY KEY (account_id, code_hash)
) STRICT;
CREATE TABLE access_session (
    secret_hash BLOB NOT NULL PRIMARY KEY,
    id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    grant_id BLOB,
    mandate_id BLOB,
    two_factors INTEGER NOT NULL,
    device TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    confirmed_at INTEGER NOT NULL
, enrol_until INTEGER) STRICT;
CREATE INDEX access_session_by_account ON access_session (account_id, ends_at);
CREATE TABLE courier_delivery (
    id BLOB NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL,
    channel TEXT NOT NULL,
    handed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX courier_delivery_by_time ON courier_delivery (handed_at);
CREATE TABLE kernel_audit (
    area_id BLOB NOT NULL,
    id BLOB NOT NULL,
    recorded_at INTEGER NOT NULL,
    act TEXT NOT NULL,
    is_look INTEGER NOT NULL,
    subject_kind TEXT,
    subject_id BLOB,
    org_id BLOB,
    account_id BLOB,
    grant_id BLOB,
    principal_id BLOB,
    part TEXT,
    happened_on INTEGER NOT NULL,
    source TEXT NOT NULL,
    basis TEXT,
    reason TEXT,
    detail TEXT,
    PRIMARY KEY (area_id, id)
) STRICT;
CREATE INDEX kernel_audit_by_account ON kernel_audit (account_id, id);
CREATE INDEX kernel_audit_by_id ON kernel_audit (id);
CREATE INDEX kernel_audit_by_subject ON kernel_audit (subject_id, id);
CREATE TABLE kernel_audit_head (
    size INTEGER NOT NULL PRIMARY KEY,
    signed_at INTEGER NOT NULL,
    note TEXT NOT NULL
) STRICT;
CREATE TABLE kernel_audit_leaf (
    no INTEGER NOT NULL PRIMARY KEY,
    area_id BLOB NOT NULL,
    entry_id BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX kernel_audit_leaf_by_entry ON kernel_audit_leaf (entry_id);
CREATE TABLE kernel_audit_node (
    level INTEGER NOT NULL,
    no INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (level, no)
) STRICT;
CREATE TABLE kernel_file (
    area_id BLOB NOT NULL,
    id BLOB NOT NULL,
    began_at INTEGER NOT NULL,
    kept INTEGER NOT NULL,
    head BLOB,
    PRIMARY KEY (area_id, id)
) STRICT;
CREATE INDEX kernel_file_coming ON kernel_file (began_at) WHERE kept = 0;
CREATE TABLE kernel_file_chunk (
    area_id BLOB NOT NULL,
    file_id BLOB NOT NULL,
    no INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (area_id, file_id, no)
) STRICT;
CREATE TABLE kernel_lease (
    name TEXT NOT NULL PRIMARY KEY,
    holder BLOB NOT NULL,
    held_until INTEGER NOT NULL
) STRICT;
CREATE TABLE kernel_outbox (
    area_id BLOB NOT NULL,
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    priority INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    give_up_at INTEGER NOT NULL,
    given_up_at INTEGER,
    why TEXT,
    body BLOB NOT NULL,
    PRIMARY KEY (area_id, id)
) STRICT;
CREATE INDEX kernel_outbox_due ON kernel_outbox (priority, due_at);
CREATE TABLE kernel_repeat (
    key BLOB NOT NULL PRIMARY KEY,
    content BLOB NOT NULL,
    answer BLOB NOT NULL,
    kept_until INTEGER NOT NULL
) STRICT;
CREATE TABLE kernel_setting (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
CREATE TABLE registry_attachment (
    area_id BLOB NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    about BLOB NOT NULL,
    media TEXT NOT NULL,
    size INTEGER NOT NULL,
    file_id BLOB NOT NULL,
    happened_on INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    account_id BLOB,
    removed_at INTEGER,
    removed_by BLOB,
    removal BLOB,
    replaced_by BLOB,
    PRIMARY KEY (area_id, id)
) STRICT;
CREATE INDEX registry_attachment_by_person ON registry_attachment (person_id, id);
CREATE INDEX registry_attachment_removed ON registry_attachment (removed_at) WHERE removed_at IS NOT NULL;
CREATE TABLE registry_batch (
    id BLOB NOT NULL PRIMARY KEY,
    area_id BLOB NOT NULL,
    org_id BLOB NOT NULL,
    path TEXT NOT NULL,
    state TEXT NOT NULL,
    as_of INTEGER,
    account_id BLOB,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    shown_at INTEGER,
    worker BLOB,
    held_until INTEGER NOT NULL,
    next_block INTEGER NOT NULL,
    layout BLOB,
    undo_id BLOB,
    n_lines INTEGER NOT NULL,
    n_new INTEGER NOT NULL,
    n_changed INTEGER NOT NULL,
    n_same INTEGER NOT NULL,
    n_doubtful INTEGER NOT NULL,
    n_faulty INTEGER NOT NULL,
    n_dropped INTEGER NOT NULL,
    n_kept INTEGER NOT NULL,
    n_absent INTEGER NOT NULL
) STRICT;
CREATE INDEX registry_batch_by_path ON registry_batch (path, id);
CREATE INDEX registry_batch_by_state ON registry_batch (state, changed_at);
CREATE TABLE registry_batch_before (
    gate_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    is_settled INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (gate_id, person_id)
) STRICT;
CREATE INDEX registry_batch_before_open ON registry_batch_before (gate_id, person_id) WHERE is_settled = 0;
CREATE TABLE registry_batch_block (
    batch_id BLOB NOT NULL,
    block_no INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (batch_id, block_no)
) STRICT;
CREATE TABLE registry_batch_choice (
    batch_id BLOB NOT NULL,
    word TEXT NOT NULL,
    choice TEXT NOT NULL,
    PRIMARY KEY (batch_id, word)
) STRICT;
CREATE TABLE registry_batch_fault (
    batch_id BLOB NOT NULL,
    line_no INTEGER NOT NULL,
    fault_no INTEGER NOT NULL,
    level INTEGER NOT NULL,
    word TEXT,
    body BLOB NOT NULL, kind TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (batch_id, line_no, fault_no)
) STRICT;
CREATE INDEX registry_batch_fault_by_kind ON registry_batch_fault (batch_id, kind, line_no);
CREATE INDEX registry_batch_fault_by_level ON registry_batch_fault (batch_id, level, line_no);
CREATE INDEX registry_batch_fault_by_word ON registry_batch_fault (batch_id, word) WHERE word IS NOT NULL;
CREATE TABLE registry_batch_file (
    batch_id BLOB NOT NULL,
    file_no INTEGER NOT NULL,
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    PRIMARY KEY (batch_id, file_no)
) STRICT;
CREATE TABLE registry_batch_line (
    batch_id BLOB NOT NULL,
    line_no INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    person_id BLOB,
    PRIMARY KEY (batch_id, line_no)
) STRICT;
CREATE INDEX registry_batch_line_by_outcome ON registry_batch_line (batch_id, outcome, line_no);
CREATE INDEX registry_batch_line_by_person ON registry_batch_line (person_id, batch_id) WHERE person_id IS NOT NULL;
CREATE TABLE registry_batch_org (
    batch_id BLOB NOT NULL,
    org_id BLOB NOT NULL,
    is_first INTEGER NOT NULL,
    PRIMARY KEY (batch_id, org_id)
) STRICT;
CREATE TABLE registry_batch_piece (
    batch_id BLOB NOT NULL,
    file_no INTEGER NOT NULL,
    piece_no INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (batch_id, file_no, piece_no)
) STRICT;
CREATE TABLE registry_branch_alias (
    org_id BLOB NOT NULL,
    word TEXT NOT NULL,
    branch_id BLOB NOT NULL,
    account_id BLOB,
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (org_id, word)
) STRICT;
CREATE TABLE registry_citizen (
    hash BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL,
    area_id BLOB NOT NULL,
    batch_id BLOB
) STRICT;
CREATE INDEX registry_citizen_by_batch ON registry_citizen (batch_id) WHERE batch_id IS NOT NULL;
CREATE INDEX registry_citizen_by_person ON registry_citizen (person_id);
CREATE TABLE registry_contact (
    area_id BLOB NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    happened_on INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    means TEXT NOT NULL,
    outcome TEXT NOT NULL,
    line BLOB,
    account_id BLOB,
    PRIMARY KEY (area_id, id)
) STRICT;
CREATE INDEX registry_contact_by_person ON registry_contact (person_id, happened_on);
CREATE TABLE registry_correction (
    area_id BLOB NOT NULL,
    id BLOB NOT NULL,
    proposal_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    field TEXT NOT NULL,
    content BLOB NOT NULL,
    state TEXT NOT NULL,
    proposed_at INTEGER NOT NULL,
    due_on INTEGER NOT NULL,
    account_id BLOB,
    principal_id BLOB,
    decided_at INTEGER,
    decided_by BLOB,
    word BLOB,
    PRIMARY KEY (area_id, id)
) STRICT;
CREATE INDEX registry_correction_by_person ON registry_correction (person_id, id);
CREATE INDEX registry_correction_by_proposal ON registry_correction (proposal_id, id);
CREATE INDEX registry_correction_waiting ON registry_correction (due_on, id) WHERE state = 'waiting';
CREATE TABLE registry_deed (
    area_id BLOB NOT NULL,
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    org_id BLOB NOT NULL,
    happened_on INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    account_id BLOB,
    basis TEXT,
    undone_at INTEGER, moved TEXT,
    PRIMARY KEY (area_id, id)
) STRICT;
CREATE INDEX registry_deed_by_id ON registry_deed (id);
CREATE TABLE registry_deed_person (
    area_id BLOB NOT NULL,
    id BLOB NOT NULL,
    deed_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    outcome TEXT NOT NULL,
    before_rows BLOB,
    after_rows TEXT,
    PRIMARY KEY (area_id, id)
) STRICT;
CREATE INDEX registry_deed_person_by_deed ON registry_deed_person (deed_id, id);
CREATE TABLE registry_field_change (
    area_id BLOB NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    field TEXT NOT NULL,
    change BLOB NOT NULL,
    happened_on INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    source TEXT NOT NULL,
    account_id BLOB,
    batch_id BLOB,
    PRIMARY KEY (area_id, id)
) STRICT;
CREATE INDEX registry_field_change_by_batch ON registry_field_change (batch_id) WHERE batch_id IS NOT NULL;
CREATE INDEX registry_field_change_by_person ON registry_field_change (person_id, id);
CREATE TABLE registry_gate (
    batch_id BLOB NOT NULL PRIMARY KEY,
    shown INTEGER NOT NULL
) STRICT;
CREATE TABLE registry_inquiry (
    area_id BLOB NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    basis BLOB NOT NULL,
    begun_at INTEGER NOT NULL,
    shown_from INTEGER NOT NULL,
    PRIMARY KEY (area_id, id)
) STRICT;
CREATE INDEX registry_inquiry_by_person ON registry_inquiry (person_id, shown_from);
CREATE TABLE registry_led (
    area_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    org_id BLOB NOT NULL,
    heir_id BLOB NOT NULL,
    happened_on INTEGER NOT NULL,
    PRIMARY KEY (area_id, person_id, org_id, happened_on)
) STRICT;
CREATE INDEX registry_led_by_person ON registry_led (person_id, happened_on);
CREATE TABLE registry_mobile (
    hash BLOB NOT NULL,
    person_id BLOB NOT NULL,
    batch_id BLOB,
    PRIMARY KEY (hash, person_id)
) STRICT;
CREATE INDEX registry_mobile_by_batch ON registry_mobile (batch_id) WHERE batch_id IS NOT NULL;
CREATE INDEX registry_mobile_by_person ON registry_mobile (person_id);
CREATE TABLE registry_person (
    area_id BLOB NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    since_batch BLOB,
    until_batch BLOB,
    version INTEGER NOT NULL,
    org_id BLOB NOT NULL,
    path TEXT NOT NULL,
    stage TEXT NOT NULL,
    membership_status TEXT NOT NULL,
    ending TEXT,
    entry TEXT NOT NULL,
    name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    initials TEXT NOT NULL,
    given_name TEXT NOT NULL,
    sex INTEGER NOT NULL,
    born_on INTEGER,
    ethnic_group TEXT,
    education TEXT,
    degree TEXT,
    job_code TEXT,
    new_stratum TEXT,
    native_place TEXT,
    applied_on INTEGER,
    joined_on INTEGER,
    converted_on INTEGER,
    probation_ends_on INTEGER,
    is_floating INTEGER NOT NULL,
    floating_since INTEGER,
    outflow_place TEXT,
    outflow_reason TEXT,
    lost_since INTEGER,
    citizen_id BLOB,
    citizen_tail BLOB,
    mobile BLOB,
    mobile_tail BLOB,
    landline BLOB,
    address BLOB,
    notes BLOB,
    missing INTEGER NOT NULL,
    c_stage TEXT,
    c_birth TEXT,
    c_ethnic TEXT,
    c_education TEXT,
    c_job TEXT,
    c_joined TEXT,
    c_status TEXT,
    c_floating TEXT,
    c_lost TEXT,
    c_missing TEXT,
    PRIMARY KEY (area_id, id)
) STRICT;
CREATE INDEX registry_person_by_came ON registry_person (valid_from, path);
CREATE INDEX registry_person_by_citizen_tail ON registry_person (area_id, citizen_tail);
CREATE INDEX registry_person_by_given_name ON registry_person (given_name, path);
CREATE INDEX registry_person_by_initials ON registry_person (initials, path);
CREATE INDEX registry_person_by_mobile_tail ON registry_person (area_id, mobile_tail);
CREATE INDEX registry_person_by_name ON registry_person (name, path);
CREATE INDEX registry_person_by_org ON registry_person (org_id, person_id);
CREATE INDEX registry_person_by_path ON registry_person (path, person_id);
CREATE INDEX registry_person_by_person ON registry_person (person_id, valid_from);
CREATE INDEX registry_person_by_probation ON registry_person (probation_ends_on, path) WHERE stage = 'probationary';
CREATE INDEX registry_person_by_since ON registry_person (since_batch, id) WHERE since_batch IS NOT NULL;
CREATE INDEX registry_person_by_until ON registry_person (until_batch, id) WHERE until_batch IS NOT NULL;
CREATE INDEX registry_person_by_went ON registry_person (valid_to, path) WHERE valid_to < 99991231;
CREATE INDEX registry_person_c_birth ON registry_person (c_birth, path, person_id);
CREATE INDEX registry_person_c_education ON registry_person (c_education, path, person_id);
CREATE INDEX registry_person_c_ethnic ON registry_person (c_ethnic, path, person_id);
CREATE INDEX registry_person_c_floating ON registry_person (c_floating, path, person_id) WHERE c_floating IS NOT NULL;
CREATE INDEX registry_person_c_job ON registry_person (c_job, path, person_id);
CREATE INDEX registry_person_c_joined ON registry_person (c_joined, path, person_id);
CREATE INDEX registry_person_c_lost ON registry_person (c_lost, path, person_id) WHERE c_lost IS NOT NULL;
CREATE INDEX registry_person_c_missing ON registry_person (c_missing, path, person_id) WHERE c_missing IS NOT NULL;
CREATE INDEX registry_person_c_stage ON registry_person (c_stage, path, person_id);
CREATE INDEX registry_person_c_status ON registry_person (c_status, path, person_id);
CREATE TABLE registry_place (
    person_id BLOB NOT NULL PRIMARY KEY,
    area_id BLOB NOT NULL,
    merged_into BLOB
) STRICT;
CREATE INDEX registry_place_by_merged ON registry_place (merged_into) WHERE merged_into IS NOT NULL;
CREATE TABLE registry_post (
    area_id BLOB NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    org_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER NOT NULL,
    term_ends_on INTEGER,
    basis TEXT,
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (area_id, id)
) STRICT;
CREATE INDEX registry_post_by_org ON registry_post (org_id, valid_to);
CREATE INDEX registry_post_by_person ON registry_post (person_id, valid_from);
CREATE TABLE registry_stat (
    org_id BLOB NOT NULL,
    grain INTEGER NOT NULL,
    period INTEGER NOT NULL,
    measure TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (org_id, grain, period, measure)
) STRICT;
CREATE INDEX registry_stat_balance ON registry_stat (org_id, grain, period, measure, n)
    WHERE measure IN ('stage:full', 'stage:probationary', 'floating:yes', 'in:developed',
    'in:transferred_in', 'in:restored', 'in:late_entry', 'in:roster', 'in:moved',
    'out:transferred_out', 'out:deceased', 'out:stopped', 'out:removed', 'out:lapsed',
    'out:resigned', 'out:expelled', 'out:probation_cancelled', 'out:moved', 'out:corrected');
CREATE TABLE registry_stat_batch (
    batch_id BLOB NOT NULL,
    org_id BLOB NOT NULL,
    grain INTEGER NOT NULL,
    period INTEGER NOT NULL,
    measure TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (batch_id, org_id, grain, period, measure)
) STRICT;
CREATE TABLE registry_stat_event (
    area_id BLOB NOT NULL,
    id BLOB NOT NULL,
    batch_id BLOB,
    path TEXT NOT NULL,
    deltas TEXT NOT NULL,
    PRIMARY KEY (area_id, id)
) STRICT;
CREATE INDEX registry_stat_event_by_id ON registry_stat_event (id);
CREATE INDEX registry_stat_event_by_path ON registry_stat_event (path);
CREATE TABLE registry_stat_sum (
    org_id BLOB NOT NULL PRIMARY KEY,
    n_full INTEGER NOT NULL,
    n_probationary INTEGER NOT NULL,
    n_floating INTEGER NOT NULL,
    sums TEXT NOT NULL
) STRICT;
