-- What fastauth asks of the tables: addresses in one spelling, room for another hash than bcrypt's, and names that are
-- compared byte for byte.
UPDATE people SET mail_address = lower(mail_address);
ALTER TABLE people
    MODIFY mail_address VARCHAR(254) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
    MODIFY handle VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin,
    MODIFY secret_hash VARCHAR(255) NOT NULL;
ALTER TABLE staff_roles MODIFY label VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL;
ALTER TABLE abilities MODIFY name VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL;
