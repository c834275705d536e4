-- The service as it was.
CREATE TABLE departments (
    department_no INTEGER NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(64) NOT NULL UNIQUE
) DEFAULT CHARACTER SET utf8mb4;
CREATE TABLE staff_roles (
    role_no INTEGER NOT NULL AUTO_INCREMENT PRIMARY KEY,
    label VARCHAR(64) NOT NULL UNIQUE,
    pay_grade INTEGER NOT NULL,
    summary VARCHAR(255) NOT NULL DEFAULT ''
) DEFAULT CHARACTER SET utf8mb4;
CREATE TABLE abilities (
    ability_no BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(64) NOT NULL UNIQUE,
    area VARCHAR(32) NOT NULL DEFAULT 'general'
) DEFAULT CHARACTER SET utf8mb4;
CREATE TABLE people (
    person_no BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    mail_address VARCHAR(191) NOT NULL UNIQUE,
    handle VARCHAR(64) UNIQUE,
    secret_hash VARCHAR(60) NOT NULL,
    enabled BOOLEAN NOT NULL DEFAULT TRUE,
    confirmed BOOLEAN NOT NULL DEFAULT FALSE,
    staff_role_no INTEGER,
    department_no INTEGER NOT NULL,
    full_name TEXT NOT NULL,
    badge_no INTEGER NOT NULL UNIQUE,
    newsletter BOOLEAN NOT NULL,
    visits BIGINT NOT NULL,
    born_on DATE,
    joined_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    language VARCHAR(32) NOT NULL DEFAULT 'en',
    remarks TEXT,
    FOREIGN KEY (staff_role_no) REFERENCES staff_roles (role_no),
    FOREIGN KEY (department_no) REFERENCES departments (department_no)
) DEFAULT CHARACTER SET utf8mb4;
CREATE TABLE role_abilities (
    role_no INTEGER NOT NULL,
    ability_no BIGINT NOT NULL,
    given_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (role_no, ability_no),
    FOREIGN KEY (role_no) REFERENCES staff_roles (role_no) ON DELETE CASCADE,
    FOREIGN KEY (ability_no) REFERENCES abilities (ability_no) ON DELETE CASCADE
) DEFAULT CHARACTER SET utf8mb4;
CREATE TABLE people_abilities (
    person_no BIGINT NOT NULL,
    ability_no BIGINT NOT NULL,
    PRIMARY KEY (person_no, ability_no),
    FOREIGN KEY (person_no) REFERENCES people (person_no) ON DELETE CASCADE,
    FOREIGN KEY (ability_no) REFERENCES abilities (ability_no) ON DELETE CASCADE
) DEFAULT CHARACTER SET utf8mb4;
CREATE TABLE logins_elsewhere (
    login_no BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    person_no BIGINT NOT NULL,
    provider VARCHAR(191) NOT NULL,
    subject VARCHAR(191) NOT NULL,
    linked_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    UNIQUE (provider, subject),
    FOREIGN KEY (person_no) REFERENCES people (person_no) ON DELETE CASCADE
) DEFAULT CHARACTER SET utf8mb4;
CREATE TABLE invoices (
    invoice_no INTEGER NOT NULL AUTO_INCREMENT PRIMARY KEY,
    person_no BIGINT NOT NULL,
    cents BIGINT NOT NULL,
    paid BOOLEAN NOT NULL DEFAULT FALSE,
    issued_on DATE NOT NULL,
    FOREIGN KEY (person_no) REFERENCES people (person_no)
) DEFAULT CHARACTER SET utf8mb4;
CREATE TABLE tax_rates (
    country VARCHAR(64) NOT NULL PRIMARY KEY,
    percent INTEGER NOT NULL
) DEFAULT CHARACTER SET utf8mb4;
