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

-- Rules 5 and 7: every line is queued for the fold in its own transaction; lines that move an act copy its key and never take
-- away more than it gave, so the net per key is 0 or the original whichever way it was moved between evidence levels.
CREATE FUNCTION outreach_after_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    offender uuid;
BEGIN
    INSERT INTO outreach_pendingline (line_id) SELECT id FROM new_lines;
    -- What arrives for a voided act finds it voided: only lines that leave nothing of it may come.
    SELECT act.id INTO offender
    FROM (SELECT DISTINCT act_id FROM new_lines) AS fresh
    JOIN outreach_act AS act ON act.id = fresh.act_id AND act.voided_by IS NOT NULL
    WHERE EXISTS (
        SELECT 1 FROM outreach_ledgerentry AS line WHERE line.act_id = act.id
        GROUP BY line.indicator, line.evidence HAVING sum(line.quantity) <> 0)
    LIMIT 1;
    IF offender IS NOT NULL THEN
        RAISE EXCEPTION 'act % is voided and its lines do not net to nothing', offender
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM new_lines WHERE submission_id <> act_id) THEN
        SELECT moved.act_id INTO offender
        FROM (SELECT DISTINCT act_id FROM new_lines WHERE submission_id <> act_id) AS moved
        LEFT JOIN outreach_act AS act ON act.id = moved.act_id
        WHERE act.id IS NULL
           OR EXISTS (
                SELECT 1 FROM outreach_ledgerentry AS line
                WHERE line.act_id = moved.act_id
                  AND (line.campaign_id, line.unit_id, line.day, line.audience)
                      IS DISTINCT FROM (act.campaign_id, act.unit_id, act.day, act.audience))
           OR EXISTS (
                SELECT 1 FROM outreach_ledgerentry AS line
                WHERE line.act_id = moved.act_id
                GROUP BY line.indicator, line.evidence
                HAVING sum(line.quantity) < 0)
           OR EXISTS (
                SELECT 1
                FROM (SELECT indicator, sum(quantity) AS net FROM outreach_ledgerentry
                      WHERE act_id = moved.act_id GROUP BY indicator) AS now
                JOIN (SELECT DISTINCT ON (indicator) indicator, sum(quantity) AS original
                      FROM outreach_ledgerentry WHERE act_id = moved.act_id
                      GROUP BY indicator, submission_id ORDER BY indicator, min(id)) AS first USING (indicator)
                WHERE now.net NOT IN (0, first.original))
        LIMIT 1;
        IF offender IS NOT NULL THEN
            RAISE EXCEPTION 'the lines of act % do not net to its original or to nothing', offender
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
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
