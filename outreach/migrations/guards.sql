-- Guards of the ledger. Comments name the rule of design.md section 4 that each one holds.

-- Rules 4 and 9: lines, frozen figures, audit events and pledge texts are never changed. Only the tests' own role may truncate.
CREATE FUNCTION outreach_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND current_user = 'outreach_test' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '% of % is refused: its rows are kept as written', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER keep_rows BEFORE UPDATE OR DELETE ON outreach_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION outreach_refuse_change();
CREATE TRIGGER keep_table BEFORE TRUNCATE ON outreach_ledgerentry
    FOR EACH STATEMENT EXECUTE FUNCTION outreach_refuse_change();
CREATE TRIGGER keep_rows BEFORE UPDATE OR DELETE ON outreach_snapshot
    FOR EACH ROW EXECUTE FUNCTION outreach_refuse_change();
CREATE TRIGGER keep_table BEFORE TRUNCATE ON outreach_snapshot
    FOR EACH STATEMENT EXECUTE FUNCTION outreach_refuse_change();
CREATE TRIGGER keep_rows BEFORE UPDATE OR DELETE ON outreach_auditevent
    FOR EACH ROW EXECUTE FUNCTION outreach_refuse_change();
CREATE TRIGGER keep_table BEFORE TRUNCATE ON outreach_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION outreach_refuse_change();
CREATE TRIGGER keep_rows BEFORE UPDATE OR DELETE ON outreach_pledgetext
    FOR EACH ROW EXECUTE FUNCTION outreach_refuse_change();
CREATE TRIGGER keep_rows BEFORE UPDATE OR DELETE ON outreach_closedperiod
    FOR EACH ROW EXECUTE FUNCTION outreach_refuse_change();

CREATE TRIGGER keep_table BEFORE TRUNCATE ON outreach_pledgetext
    FOR EACH STATEMENT EXECUTE FUNCTION outreach_refuse_change();
CREATE TRIGGER keep_table BEFORE TRUNCATE ON outreach_closedperiod
    FOR EACH STATEMENT EXECUTE FUNCTION outreach_refuse_change();
CREATE TRIGGER keep_table BEFORE TRUNCATE ON outreach_submission
    FOR EACH STATEMENT EXECUTE FUNCTION outreach_refuse_change();
CREATE TRIGGER keep_table BEFORE TRUNCATE ON outreach_act
    FOR EACH STATEMENT EXECUTE FUNCTION outreach_refuse_change();

-- Parents that ledger rows name without a foreign key are never deleted (no lock on them, same promise), nor are submissions and acts.
CREATE TRIGGER keep_rows BEFORE DELETE ON outreach_campaign
    FOR EACH ROW EXECUTE FUNCTION outreach_refuse_change();
CREATE TRIGGER keep_rows BEFORE DELETE ON outreach_organisationunit
    FOR EACH ROW EXECUTE FUNCTION outreach_refuse_change();
CREATE TRIGGER keep_rows BEFORE DELETE ON outreach_code
    FOR EACH ROW EXECUTE FUNCTION outreach_refuse_change();
CREATE TRIGGER keep_rows BEFORE DELETE ON outreach_officer
    FOR EACH ROW EXECUTE FUNCTION outreach_refuse_change();
CREATE TRIGGER keep_rows BEFORE DELETE ON outreach_submission
    FOR EACH ROW EXECUTE FUNCTION outreach_refuse_change();
CREATE TRIGGER keep_rows BEFORE DELETE ON outreach_act
    FOR EACH ROW EXECUTE FUNCTION outreach_refuse_change();

-- Rule 2: a final outcome stays. Only its content mark may be dropped (erasure, rule 1).
CREATE FUNCTION outreach_guard_submission() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.principal <> OLD.principal THEN
        RAISE EXCEPTION 'submission % keeps its id, kind and principal', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.outcome <> 'rejected' AND (
        to_jsonb(NEW) - 'content_mark' <> to_jsonb(OLD) - 'content_mark'
        OR (NEW.content_mark IS NOT NULL AND NEW.content_mark IS DISTINCT FROM OLD.content_mark)
    ) THEN
        RAISE EXCEPTION 'submission % has the final outcome %', OLD.id, OLD.outcome
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER guard BEFORE UPDATE ON outreach_submission
    FOR EACH ROW EXECUTE FUNCTION outreach_guard_submission();

-- Rule 5: an act is voided once and for all; a voided act is not witnessed.
CREATE FUNCTION outreach_guard_act() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.voided_by IS NOT NULL AND NEW.voided_by IS DISTINCT FROM OLD.voided_by THEN
        RAISE EXCEPTION 'act % is voided already', OLD.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.witnessed_by IS NOT NULL AND NEW.witnessed_by IS DISTINCT FROM OLD.witnessed_by THEN
        IF NEW.voided_by IS NOT NULL THEN
            RAISE EXCEPTION 'act % is voided and cannot be witnessed', OLD.id
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF OLD.witnessed_by IS NOT NULL THEN
            RAISE EXCEPTION 'act % is witnessed already', OLD.id USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    IF (NEW.id, NEW.campaign_id, NEW.unit_id, NEW.day, NEW.kind)
        IS DISTINCT FROM (OLD.id, OLD.campaign_id, OLD.unit_id, OLD.day, OLD.kind) THEN
        RAISE EXCEPTION 'act % keeps what its lines are counted by', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER guard BEFORE UPDATE ON outreach_act
    FOR EACH ROW EXECUTE FUNCTION outreach_guard_act();

-- Rule 5, from the other side: an act that was voided nets to nothing when its transaction ends.
CREATE FUNCTION outreach_voided_act_is_empty() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM outreach_ledgerentry AS line WHERE line.act_id = NEW.id
        GROUP BY line.indicator, line.evidence HAVING sum(line.quantity) <> 0) THEN
        RAISE EXCEPTION 'act % was voided and still counts', NEW.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER voided_is_empty AFTER UPDATE OF voided_by ON outreach_act
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.voided_by IS NOT NULL AND OLD.voided_by IS NULL)
    EXECUTE FUNCTION outreach_voided_act_is_empty();

-- Rule 5: an act's lines share its key, no level of evidence gives more than it has, and the net is 0 or the original, and 0 once
-- the act is voided. Asked act by act: each question is a look-up by id whatever the planner believes of a growing table.
CREATE FUNCTION outreach_check_act(checked uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    act outreach_act%ROWTYPE;
BEGIN
    SELECT * INTO act FROM outreach_act WHERE id = checked;
    IF act.id IS NULL OR EXISTS (
        SELECT 1 FROM outreach_ledgerentry AS line
        WHERE line.act_id = checked
          AND (line.campaign_id, line.unit_id, line.day, line.audience)
              IS DISTINCT FROM (act.campaign_id, act.unit_id, act.day, act.audience)) THEN
        RAISE EXCEPTION 'the lines of act % do not net under its key', checked
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM outreach_ledgerentry WHERE act_id = checked GROUP BY indicator, evidence
        HAVING sum(quantity) < 0 OR (act.voided_by IS NOT NULL AND sum(quantity) <> 0)) THEN
        RAISE EXCEPTION 'the lines of act % do not net: less than nothing, or something of a voided one', checked
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (
        SELECT 1
        FROM (SELECT indicator, sum(quantity) AS net FROM outreach_ledgerentry WHERE act_id = checked
              GROUP BY indicator) AS now
        JOIN (SELECT DISTINCT ON (indicator) indicator, sum(quantity) AS original
              FROM outreach_ledgerentry WHERE act_id = checked
              GROUP BY indicator, submission_id ORDER BY indicator, min(id)) AS first USING (indicator)
        WHERE now.net NOT IN (0, first.original)) THEN
        RAISE EXCEPTION 'the lines of act % do not net to its original or to nothing', checked
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
END $$;

-- Rule 7: every line is queued for the fold in its own transaction. An act is checked when something is done to it, and when a
-- line arrives for one that is voided already.
CREATE FUNCTION outreach_after_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked uuid;
BEGIN
    INSERT INTO outreach_pendingline (line_id) SELECT id FROM new_lines;
    FOR checked IN
        SELECT DISTINCT line.act_id
        FROM new_lines AS line
        CROSS JOIN LATERAL (SELECT voided_by FROM outreach_act WHERE id = line.act_id OFFSET 0) AS act
        WHERE line.submission_id <> line.act_id OR act.voided_by IS NOT NULL
        UNION
        SELECT act_id FROM new_lines WHERE submission_id <> act_id
    LOOP
        PERFORM outreach_check_act(checked);
    END LOOP;
    RETURN NULL;
END $$;

CREATE TRIGGER queue_lines AFTER INSERT ON outreach_ledgerentry
    REFERENCING NEW TABLE AS new_lines
    FOR EACH STATEMENT EXECUTE FUNCTION outreach_after_lines();

-- Rule 9: a unit whose subtree has lines is not moved in the tree by hand.
CREATE FUNCTION outreach_guard_unit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.path <> OLD.path AND EXISTS (SELECT 1 FROM outreach_act WHERE unit_id = OLD.id) THEN
        RAISE EXCEPTION 'unit % has records; it moves by an effective date only', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER guard BEFORE UPDATE ON outreach_organisationunit
    FOR EACH ROW EXECUTE FUNCTION outreach_guard_unit();

-- The queue empties and refills all day, and the tally is updated in place: keep both small.
ALTER TABLE outreach_pendingline SET (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 2000);
ALTER TABLE outreach_daytally SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE outreach_monthtally SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
