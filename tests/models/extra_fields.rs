//! Fields of the model's own, of every type that is known by name and one that is not.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Text;
use fastauth::model::Changes;
use fastauth::prelude::*;
use time::Date;

use super::{KINDS, auth};
use crate::support::app::PASSWORD;

/// A type that only the application knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Plan {
    #[default]
    Free,
    Paid,
}

impl<DB: Backend> ToSql<Text, DB> for Plan
where
    str: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        let text: &'static str = match self {
            Self::Free => "free",
            Self::Paid => "paid",
        };
        text.to_sql(out)
    }
}

impl<DB: Backend> FromSql<Text, DB> for Plan
where
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        match String::from_sql(bytes)?.as_str() {
            "free" => Ok(Self::Free),
            "paid" => Ok(Self::Paid),
            other => Err(format!("no such plan: {other}").into()),
        }
    }
}

fn first_day() -> Date {
    Date::from_ordinal_date(2000, 1).unwrap()
}

#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "subscribers")]
pub struct Subscriber {
    #[auth(id)]
    pub key: Uuid,
    #[auth(email)]
    pub mail: String,
    pub hashed_password: PasswordHash,
    #[auth(is_active)]
    pub enabled: bool,
    pub is_verified: bool,
    pub created_at: OffsetDateTime,
    #[auth(create, read, update)]
    pub title: String,
    #[auth(create, read, update, column = "nick_name")]
    pub nickname: Option<String>,
    #[auth(default = 7, read)]
    pub level: i16,
    #[auth(read, update)]
    pub logins: i64,
    pub score: f64,
    pub ratio: f32,
    pub avatar: Option<Vec<u8>>,
    pub invited_by: Option<Uuid>,
    #[auth(create, read, update)]
    pub birthday: Option<OffsetDateTime>,
    #[auth(default = first_day())]
    pub since: Date,
    #[auth(create, read, update, sql = Text, default = Plan::default())]
    pub plan: Plan,
    #[auth(read, sql = Nullable<Text>)]
    pub old_plan: Option<Plan>,
}

#[tokio::test]
async fn what_goes_in_comes_out() {
    for kind in KINDS {
        let (auth, _database) = auth::<Subscriber>(kind).await;
        let birthday = OffsetDateTime::from_unix_timestamp_nanos(-123_456_789_000_123_000).unwrap();
        let create = SubscriberCreate {
            email: "a@x.org".to_owned(),
            password: PASSWORD.into(),
            title: "Dr. 🦀".to_owned(),
            nickname: None,
            birthday: Some(birthday),
            plan: Plan::Paid,
        };
        let made = auth.register(create).await.unwrap();
        let mut user = auth.get_user(made.key).await.unwrap();
        assert_eq!(
            (user.mail.as_str(), user.title.as_str(), user.level),
            ("a@x.org", "Dr. 🦀", 7),
            "{kind:?}"
        );
        assert_eq!((user.birthday, user.plan, user.old_plan), (Some(birthday), Plan::Paid, None), "{kind:?}");
        assert_eq!(
            (user.created_at, user.nickname.as_ref(), user.since),
            (made.created_at, None, first_day())
        );

        user.key = Uuid::now_v7();
        user.mail = "b@x.org".to_owned();
        (user.logins, user.score, user.ratio) = (i64::MIN, 0.1 + 0.2, 0.5);
        (user.avatar, user.invited_by, user.old_plan) =
            (Some(vec![0, 255, 0]), Some(made.key), Some(Plan::Free));
        auth.store().insert_user(user.clone(), Vec::new()).await.unwrap();
        let stored = auth.get_user(user.key).await.unwrap();
        assert_eq!(format!("{stored:?}"), format!("{user:?}"), "{kind:?}");
    }
}

#[tokio::test]
async fn an_update_changes_what_it_names() {
    for kind in KINDS {
        let (auth, _database) = auth::<Subscriber>(kind).await;
        let create = SubscriberCreate {
            email: "a@x.org".to_owned(),
            password: PASSWORD.into(),
            title: "Dr.".to_owned(),
            nickname: Some("ada".to_owned()),
            birthday: None,
            plan: Plan::Free,
        };
        let user = auth.register(create).await.unwrap();
        let own = SubscriberUpdate {
            nickname: Some(None),
            logins: Some(1),
            plan: Some(Plan::Paid),
            ..Default::default()
        };
        let updated = auth.update_user(user.key, Changes { own, ..Changes::default() }).await.unwrap();
        assert_eq!((updated.nickname, updated.logins, updated.plan), (None, 1, Plan::Paid), "{kind:?}");
        assert_eq!((updated.title, updated.mail), ("Dr.".to_owned(), "a@x.org".to_owned()));
        let same = auth.update_user(user.key, Changes::default()).await.unwrap();
        assert_eq!(same.logins, 1, "no change is a change of nothing");
    }
}

/// A moment that UTC does not know is refused before a database sees it.
#[tokio::test]
async fn a_moment_is_one_of_utc() {
    use fastauth::model::Fields;
    let read = |birthday: &str| {
        let body =
            serde_json::json!({"email": "a@x.org", "password": PASSWORD, "title": "", "birthday": birthday});
        let serde_json::Value::Object(members) = body else { unreachable!() };
        Fields::new(members).read::<SubscriberCreate>().map(|create| create.birthday.unwrap())
    };
    assert_eq!(read("2026-01-01T01:00:00+01:00").unwrap().to_string(), "2026-01-01 0:00:00.0 +00:00:00");
    assert!(read("0001-01-01T00:00:00Z").is_ok() && read("9999-12-31T23:59:59Z").is_ok());
    for birthday in [
        "9999-12-31T23:59:59-12:00",
        "0000-01-01T00:00:00+01:00",
        "0001-01-01T00:00:00+01:00",
        "0000-06-01T00:00:00Z",
        "yesterday",
        "2026-13-01T00:00:00Z",
        "",
    ] {
        assert_eq!(read(birthday).unwrap_err()[0].field, "birthday", "{birthday}");
    }
}
