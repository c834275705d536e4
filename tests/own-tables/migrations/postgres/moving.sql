-- What fastauth asks of the tables: addresses in one spelling, and room for another hash than bcrypt's.
UPDATE people SET mail_address = lower(mail_address);
ALTER TABLE people ALTER COLUMN secret_hash TYPE TEXT;
