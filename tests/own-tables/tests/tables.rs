//! What fastauth makes beside the service's tables, and what it leaves alone.

use std::collections::BTreeSet;

use harness::{Kind, TestClock};
use own_tables::books::Books;
use own_tables::outbox::Outbox;

use crate::rows::{rows, table_names};
use crate::support::{Moved, before, build};

const KINDS: [Kind; 3] = [Kind::Sqlite, Kind::Postgres, Kind::MariaDb];

#[tokio::test]
async fn only_what_is_the_librarys_is_made() {
    for kind in KINDS {
        let database = before(kind).await;
        let books = Books::at(&database.url);
        let had = table_names(&books, kind).await.unwrap();
        let app = Moved::over(database).await;
        let has = table_names(&books, kind).await.unwrap();
        let made: BTreeSet<&str> = has.difference(&had).map(String::as_str).collect();
        let expected = ["fastauth_people_sessions", "fastauth_people_states", "fastauth_people_tokens"];
        assert_eq!(made, BTreeSet::from(expected), "{kind:?}");
        assert!(had.is_subset(&has) && had.len() == 9, "{kind:?}");
        drop(app);
    }
}

/// A table that the service brings is the service's to make, whether it is there or not.
#[tokio::test]
async fn a_relation_that_was_brought_is_never_made() {
    for kind in KINDS {
        let database = before(kind).await;
        database.execute("DROP TABLE people_abilities").await;
        let app = Moved::over(database).await;
        assert!(!table_names(&app.books, kind).await.unwrap().contains("people_abilities"), "{kind:?}");
    }
}

/// The first start adds the words of the program's vocabulary; nothing else, and no other start anything.
#[tokio::test]
async fn what_is_there_stays_at_every_start() {
    for kind in KINDS {
        let database = before(kind).await;
        let mut had = rows(&Books::at(&database.url)).await.unwrap();
        let app = Moved::over(database).await;
        let first = app.rows().await;
        let labels: Vec<&str> = first.roles.iter().skip(3).map(|(_, label, ..)| label.as_str()).collect();
        assert_eq!(labels, ["Clerk", "User"], "{kind:?}");
        let clerk = first.roles[3].0;
        assert_eq!(first.role_abilities.last(), Some(&(clerk, 3)), "{kind:?}: what the role begins with");
        let words: Vec<&str> = first.abilities.iter().skip(3).map(|(_, name, _)| name.as_str()).collect();
        assert!(words.len() == 8 && words.contains(&"user:delete"), "{kind:?} {words:?}");
        assert!(first.abilities.iter().skip(3).all(|(.., area)| area == "general"), "{kind:?}");
        had.roles.extend_from_slice(&first.roles[3..]);
        had.abilities.extend_from_slice(&first.abilities[3..]);
        had.role_abilities.push((clerk, 3));
        assert_eq!(first, had, "{kind:?}");

        let tokens = app.old_login("ada").await;
        app.database.execute("DELETE FROM role_abilities WHERE role_no = 2 AND ability_no = 2").await;
        let changed = app.rows().await;
        for _ in 0..2 {
            let again = build(&app.database, &TestClock::default(), &Outbox::default()).await;
            again.create_tables().await.unwrap();
            let sync = again.sync_vocabulary().await.unwrap();
            assert!(sync.made_roles.is_empty() && sync.made_permissions.is_empty() && sync.given.is_empty());
        }
        assert_eq!(app.rows().await, changed, "{kind:?}: nothing is made anew, and nothing given back");
        app.get("/users/me", &tokens.access).await.is(200);
    }
}

/// Migrations that make every table need no `create_tables`.
#[tokio::test]
async fn the_vocabulary_is_told_by_itself() {
    for kind in KINDS {
        let database = before(kind).await;
        let auth = build(&database, &TestClock::default(), &Outbox::default()).await;
        let sync = auth.sync_vocabulary().await.unwrap();
        assert_eq!(sync.made_roles, ["Clerk", "User"], "{kind:?}");
        assert_eq!(sync.given, [("Clerk".to_owned(), "stock:count".to_owned())], "{kind:?}");
        assert_eq!(sync.made_permissions.len(), 8, "{kind:?}");
        assert!(sync.missing.is_empty() && sync.added.is_empty(), "{kind:?}");
    }
}
