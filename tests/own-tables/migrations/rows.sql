-- What the service holds when it moves. Everybody's password is `hunter2`, hashed by what was there before.
INSERT INTO departments (name) VALUES ('Sales'), ('Stores');
INSERT INTO staff_roles (label, pay_grade, summary) VALUES
    ('Admin', 1, 'runs it all'), ('Manager', 2, 'sees to the money'), ('Shift lead', 5, 'counts');
INSERT INTO abilities (name, area) VALUES
    ('invoice:read', 'money'), ('invoice:settle', 'money'), ('stock:count', 'goods');
INSERT INTO people
    (mail_address, handle, secret_hash, enabled, confirmed, staff_role_no, department_no, full_name, badge_no,
     newsletter, visits, born_on, joined_at, language, remarks)
VALUES
    ('Grace@Example.org', 'grace', '$2y$06$K3pZ5xw0cQm2Yt8uVb7NaO0.1.ZwNetcPzJzwxuHhB3zrXuWZomv.', TRUE, TRUE, 1, 1,
     'Grace Hopper', 100, FALSE, 1906, '1906-12-09', '2019-05-02 09:00:00', 'en', 'founder'),
    ('ada@example.org', 'ada', '$2b$10$abcdefghijklmnopqrstuu7gIUFBKrYXdzQy8HrouzMJyZ4cijAb2', TRUE, TRUE, 2, 1,
     'Ada Lovelace', 101, TRUE, 12, '1815-12-10', '2020-01-15 08:30:00', 'fr', NULL),
    ('linus@example.org', NULL, '$2y$06$K3pZ5xw0cQm2Yt8uVb7NaO0.1.ZwNetcPzJzwxuHhB3zrXuWZomv.', TRUE, FALSE, 3, 2,
     'Linus', 102, TRUE, 0, NULL, '2021-11-30 17:45:10', 'fi', 'likes penguins'),
    ('ken@example.org', 'ken', '$2b$10$abcdefghijklmnopqrstuu7gIUFBKrYXdzQy8HrouzMJyZ4cijAb2', FALSE, TRUE, NULL, 2,
     'Ken', 103, FALSE, 3, NULL, '2022-02-28 00:00:00', 'en', NULL);
INSERT INTO role_abilities (role_no, ability_no) VALUES (2, 1), (2, 2), (3, 3);
INSERT INTO people_abilities (person_no, ability_no) VALUES (3, 1);
INSERT INTO logins_elsewhere (person_no, provider, subject) VALUES (2, 'github', 'ada-1815');
INSERT INTO invoices (person_no, cents, paid, issued_on) VALUES
    (2, 129900, FALSE, '2025-03-01'), (2, 4900, TRUE, '2025-04-01'), (3, 250, FALSE, '2025-04-02');
INSERT INTO tax_rates (country, percent) VALUES ('DE', 19), ('FI', 24);
