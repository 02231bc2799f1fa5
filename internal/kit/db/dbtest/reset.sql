-- Runs once in the template, after the migrations: how a used copy becomes fresh again, for less than a new one costs.
CREATE SCHEMA dbtest;

-- What tells whether tables were changed. A row that was changed has a newer xmin; TRUNCATE changes only those of pg_class.
CREATE FUNCTION dbtest.shape_now() RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws(' ',
    (SELECT count(*) || ' ' || max(CAST(CAST(xmin AS text) AS bigint)) FROM pg_attribute),
    (SELECT count(*) || ' ' || max(CAST(CAST(xmin AS text) AS bigint)) FROM pg_constraint),
    (SELECT count(*) || ' ' || max(CAST(CAST(xmin AS text) AS bigint)) FROM pg_index),
    (SELECT count(*) FROM pg_trigger),
    (SELECT sum(CAST(hashtext(oid || relname || relchecks) AS bigint)) FROM pg_class WHERE relnamespace = 'public'::regnamespace))
$$;

CREATE TABLE dbtest.shape (shape text);
CREATE TABLE dbtest.tables AS
  SELECT c.oid, c.relname AS name, false AS seeded FROM pg_class c
   WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r';

-- What the migrations themselves wrote is kept beside.
DO $$
DECLARE t record; filled boolean;
BEGIN
  FOR t IN SELECT name FROM dbtest.tables LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', t.name) INTO filled;
    IF filled THEN
      EXECUTE format('CREATE TABLE dbtest.%I AS TABLE public.%I', 'seed_' || t.name, t.name);
      UPDATE dbtest.tables SET seeded = true WHERE name = t.name;
    END IF;
  END LOOP;
END $$;

-- differs says whether a table is no longer what the migrations wrote.
CREATE FUNCTION dbtest.differs(name text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE answer boolean;
BEGIN
  EXECUTE format('SELECT (SELECT count(*) FROM public.%1$I) <> (SELECT count(*) FROM dbtest.%2$I)
    OR EXISTS (TABLE public.%1$I EXCEPT TABLE dbtest.%2$I)', name, 'seed_' || name) INTO answer;
  RETURN answer;
END $$;

-- reset empties what was written and drops what was made; false when the tables are no longer those of the template.
-- A table that nobody wrote to since it was emptied has a file without a byte: that is asked of the system, as asking 160 tables
-- themselves takes longer than emptying a few.
CREATE FUNCTION dbtest.reset() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE t record; written text[] := '{}'; others integer := 1;
BEGIN
  LOOP
    SELECT count(pg_terminate_backend(pid)) INTO others FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend';
    EXIT WHEN others = 0;
    PERFORM pg_sleep(0.001), pg_stat_clear_snapshot();
  END LOOP;
  FOR t IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
             AND oid NOT IN (SELECT oid FROM dbtest.tables) LOOP
    EXECUTE format('DROP TABLE public.%I CASCADE', t.relname);
  END LOOP;
  IF dbtest.shape_now() <> (SELECT shape FROM dbtest.shape) THEN
    RETURN false;
  END IF;
  FOR t IN SELECT name FROM dbtest.tables
            WHERE CASE WHEN seeded THEN dbtest.differs(name) ELSE (pg_stat_file(pg_relation_filepath(oid))).size > 0 END LOOP
    written := written || format('public.%I', t.name);
  END LOOP;
  IF written <> '{}' THEN
    EXECUTE 'TRUNCATE ' || array_to_string(written, ', ') || ' CASCADE';
    FOR t IN SELECT name FROM dbtest.tables WHERE seeded AND dbtest.differs(name) ORDER BY oid LOOP
      EXECUTE format('INSERT INTO public.%I SELECT * FROM dbtest.%I', t.name, 'seed_' || t.name);
    END LOOP;
  END IF;
  RETURN true;
END $$;

INSERT INTO dbtest.shape SELECT dbtest.shape_now();
