-- What fastauth asks of the tables: addresses in one spelling.
UPDATE people SET mail_address = lower(mail_address);
