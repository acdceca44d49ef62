//! Access down the tree: invitations and what becomes of them, deputies, leaving, a lost password, and nothing above or beside
//! one's reach.

use crate::common::{Answer, Browser, TestApp};
use access::letters::To;
use access::{MembershipState, Role};
use axum::http::StatusCode;

/// The code of the organisation at which the usual account of a role works.
async fn org_of(app: &TestApp, role: Role) -> String {
    access::store::actor_of_login(&app.house.db, &app.login_of(role))
        .await
        .unwrap()
        .unwrap()
        .membership
        .org_code
}

async fn membership_of(app: &TestApp, login: &str) -> String {
    access::store::actor_of_login(&app.house.db, login).await.unwrap().unwrap().membership.id
}

/// The link on the page that shows it once.
fn link_on(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let link = answer.body.split("id=\"link\">").nth(1).unwrap().split('<').next().unwrap();
    link.strip_prefix("https://lib.example").expect("a whole address").to_owned()
}

async fn invite(curator: &Browser, organisation: &str, role: &str, more: &[(&str, &str)]) -> Answer {
    let mut fields = vec![("organisation", organisation), ("role", role), ("days", "7")];
    fields.extend_from_slice(more);
    curator.post("/access/invitations", &fields).await
}

const PERSON: [(&str, &str); 4] =
    [("surname", "Пробная"), ("name", "Анна"), ("patronymic", "Петровна"), ("post", "библиотекарь")];

async fn accept_as_new(app: &TestApp, link: &str, login: &str) -> (Browser, Answer) {
    let browser = app.anonymous().await;
    let mut fields = PERSON.to_vec();
    fields.extend([("login", login), ("password", "четыре тихих ежа")]);
    let answer = browser.post(link, &fields).await;
    (browser, answer)
}

#[tokio::test]
async fn an_invitation_becomes_an_account_with_a_person_and_a_post() {
    let app = TestApp::new().await;
    let municipality = app.sign_in(&app.login_of(Role::Municipality)).await;
    let school = org_of(&app, Role::School).await;
    let made = invite(&municipality, &school, "school", &[("email", "novaya@lib.example")]).await;
    let link = link_on(&made);
    let letter = app.last_letter().await;
    assert_eq!(letter.to, To::Address("novaya@lib.example".into()));
    assert!(letter.text.contains(&format!("https://lib.example{link}")));
    let listed = municipality.get("/access/invitations").await.body;
    assert!(listed.contains("ждёт ответа") && !listed.contains(&link), "the link is shown once");

    let page = app.anonymous().await.get(&link).await;
    assert!(page.body.contains("Вас приглашают в Библиосеть") && page.body.contains("школьная библиотека"));
    for (field, value, told) in [
        ("login", "ab", "от 3 до 64 знаков"),
        ("login", "institute", "Этот логин занят"),
        ("password", "коротко", "меньше 12 знаков"),
        ("surname", "", "Укажите и фамилию, и имя"),
    ] {
        let browser = app.anonymous().await;
        let mut fields = PERSON.to_vec();
        fields.extend([("login", "novaya"), ("password", "четыре тихих ежа")]);
        fields.iter_mut().filter(|(name, _)| *name == field).for_each(|pair| pair.1 = value);
        let refused = browser.post(&link, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.body.contains(told) && refused.body.contains(&format!("href=\"#{field}\"")),
            "{told}"
        );
        assert!(refused.body.contains("value=\"Петровна\""), "what was typed is kept");
        assert!(!refused.body.contains("четыре тихих ежа"));
    }
    let (novice, accepted) = accept_as_new(&app, &link, "Novaya").await;
    assert_eq!(accepted.location(), "/", "{}", accepted.body);
    let me = novice.get("/me").await.body;
    assert!(me.contains("Пробная\u{a0}А.\u{a0}П.") && me.contains("<code>novaya</code>"), "{me}");
    assert!(me.contains("Полномочия приняты по приглашению"));
    let people = novice.get("/people").await.body;
    assert!(people.contains("Пробная Анна Петровна") && people.contains("библиотекарь"));
    let confirmation = app.last_letter().await;
    assert_eq!(
        confirmation.subject, "Подтвердите адрес для Библиосети",
        "an address is taken only when it answers"
    );

    for again in [app.anonymous().await.get(&link).await, accept_as_new(&app, &link, "drugaya").await.1] {
        assert_eq!(again.status, StatusCode::GONE);
        assert!(again.body.contains("Попросите того, кто вас пригласил"), "kindly");
    }
    let roster = municipality.get("/access?q=пробная").await.body;
    assert!(roster.contains("Пробная\u{a0}А.\u{a0}П.") && roster.contains("1\u{a0}человек"));
    let above = app.sign_in(&app.login_of(Role::Institute)).await.get("/access/history").await.body;
    assert!(above.contains("Приглашение принято"), "the level above reads what was done below");
}

#[tokio::test]
async fn an_account_takes_up_a_second_role_and_acts_under_it() {
    let app = TestApp::new().await;
    let institute = app.sign_in(&app.login_of(Role::Institute)).await;
    let organisation = org_of(&app, Role::RegionalCentre).await;
    let link = link_on(&invite(&institute, &organisation, "regional_centre", &[]).await);
    let login = app.login_of(Role::School);
    let person = app.sign_in(&login).await;
    let page = person.get(&link).await.body;
    assert!(page.contains("Роль добавится к этой учётной записи") && !page.contains("name=\"password\""));
    let before = person.cookie("session");
    assert_eq!(person.post(&link, &[("post", "методист")]).await.location(), "/");
    assert_ne!(before, person.cookie("session"), "other rights, another token");
    assert!(person.get("/roadmap/2024/versions").await.status != StatusCode::SEE_OTHER);
    let me = person.get("/me").await.body;
    assert!(me.contains("школьная библиотека") && me.contains("краевой центр"), "both roles are there");
    assert!(me.contains("сейчас вы работаете под ними"));
    let again = link_on(&invite(&institute, &organisation, "regional_centre", &[]).await);
    let twice = person.post(&again, &[]).await;
    assert!(twice.body.contains("уже есть такая роль"), "{}", twice.body);
}

#[tokio::test]
async fn a_link_is_renewed_withdrawn_and_grows_old() {
    let app = TestApp::new().await;
    let municipality = app.sign_in(&app.login_of(Role::Municipality)).await;
    let school = org_of(&app, Role::School).await;
    let first = link_on(&invite(&municipality, &school, "school", &PERSON).await);
    let listed = municipality.get("/access/invitations").await.body;
    let id = listed.split("/access/invitations/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    let second = link_on(&municipality.post(&format!("/access/invitations/{id}/renew"), &[]).await);
    assert_ne!(first, second);
    assert_eq!(app.anonymous().await.get(&first).await.status, StatusCode::GONE, "the old link is dead");
    assert_eq!(app.anonymous().await.get(&second).await.status, StatusCode::OK);
    app.later(14 * 24 * 60 + 1);
    let municipality = app.sign_in(&app.login_of(Role::Municipality)).await;
    assert_eq!(
        app.anonymous().await.get(&second).await.status,
        StatusCode::GONE,
        "and this one is too old now"
    );
    assert!(municipality.get("/access/invitations").await.body.contains("срок истёк"));
    let third = link_on(&municipality.post(&format!("/access/invitations/{id}/renew"), &[]).await);
    assert_eq!(
        municipality.post(&format!("/access/invitations/{id}/withdraw"), &[]).await.status,
        StatusCode::SEE_OTHER
    );
    let (_, refused) = accept_as_new(&app, &third, "novaya").await;
    assert_eq!(refused.status, StatusCode::GONE);
    for again in ["renew", "withdraw"] {
        let answer = municipality.post(&format!("/access/invitations/{id}/{again}"), &[]).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
    }
}

#[tokio::test]
async fn a_whole_class_may_accept_behind_one_address_and_nobody_guesses_there() {
    let app = TestApp::new().await;
    let municipality = app.sign_in(&app.login_of(Role::Municipality)).await;
    let list = format!("{}\n", org_of(&app, Role::School).await).repeat(45);
    let links = links_of(&municipality.post("/access/bulk", &[("kind", "school"), ("list", &list)]).await);
    assert_eq!(links.len(), 45);
    for (n, link) in links.iter().enumerate() {
        let browser = app.anonymous().await.at("203.0.113.5");
        let mut fields = PERSON.to_vec();
        let login = format!("class-{n}");
        fields.extend([("login", login.as_str()), ("password", "четыре тихих ежа")]);
        assert_eq!(browser.post(link, &fields).await.location(), "/", "{n}");
    }
    let guesser = app.anonymous().await.at("203.0.113.6");
    let hashes = || app.house.settings.hashes_made.load(std::sync::atomic::Ordering::Relaxed);
    let before = hashes();
    let absent = guesser.post("/invitation/no-such-link", &PERSON).await;
    assert_eq!(
        (absent.status, hashes() - before),
        (StatusCode::GONE, 1),
        "a bad link costs what a good one does"
    );
    for _ in 0..30 {
        guesser.post("/invitation/no-such-link", &PERSON).await;
    }
    let refused = guesser.post("/invitation/no-such-link", &PERSON).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn two_who_open_the_same_link_make_one_account() {
    let app = TestApp::new().await;
    let municipality = app.sign_in(&app.login_of(Role::Municipality)).await;
    let link = link_on(&invite(&municipality, &org_of(&app, Role::School).await, "school", &[]).await);
    let ((_, one), (_, other)) =
        tokio::join!(accept_as_new(&app, &link, "novaya-1"), accept_as_new(&app, &link, "novaya-2"));
    let mut told = [one.status.as_u16(), other.status.as_u16()];
    told.sort_unstable();
    assert_eq!(told, [303, 410]);
    let made: Vec<(String,)> =
        app.house.db.query("select login from account where login like 'novaya-%'").all().await.unwrap();
    assert_eq!(made.len(), 1, "whoever was late leaves nothing behind");
}

#[tokio::test]
async fn nobody_invites_above_or_beside() {
    let app = TestApp::new().await;
    let municipality = app.sign_in(&app.login_of(Role::Municipality)).await;
    let own_school = org_of(&app, Role::School).await;
    let foreign_school = "L9005";
    for (organisation, role) in [
        (own_school.as_str(), "municipality"),
        (&own_school, "institute"),
        (&own_school, "administrator"),
        (&own_school, "expert"),
        (&org_of(&app, Role::Municipality).await, "municipality"),
    ] {
        let refused = invite(&municipality, organisation, role, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{organisation} {role}");
    }
    let told = |answer: Answer, code: &str| {
        answer.body.replace(code, "[code]").replace(&code.to_lowercase(), "[code]")
    };
    let foreign = told(invite(&municipality, foreign_school, "school", &[]).await, foreign_school);
    let absent = told(invite(&municipality, "L0000", "school", &[]).await, "L0000");
    assert_eq!(foreign, absent, "a foreign school is as absent as one that does not exist");
    let institute = app.sign_in(&app.login_of(Role::Institute)).await;
    for role in ["institute", "administrator"] {
        let refused = invite(&institute, &org_of(&app, Role::Institute).await, role, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{role}");
    }
    let wrong_kind = invite(&institute, &own_school, "municipality", &[]).await;
    assert!(wrong_kind.body.contains("не дают: выберите роль"), "{}", wrong_kind.body);
    let administrator = app.sign_in(&app.login_of(Role::Administrator)).await;
    link_on(&invite(&administrator, &org_of(&app, Role::Institute).await, "institute", &[]).await);
    let waiting: Vec<(String,)> = app
        .house
        .db
        .query("select role from invitation where role not in ('school', 'municipality')")
        .all()
        .await
        .unwrap();
    assert_eq!(waiting, [("institute".to_owned(),)], "only what the administrator may give was given");
}

#[tokio::test]
async fn access_is_suspended_resumed_limited_and_ended_and_everybody_concerned_reads_why() {
    let app = TestApp::new().await;
    let municipality = app.sign_in(&app.login_of(Role::Municipality)).await;
    let login = app.account_in_state(Role::School, MembershipState::Active).await;
    let id = membership_of(&app, &login).await;
    let act = async |what: &str, fields: &[(&str, &str)]| {
        municipality.post(&format!("/access/people/{id}/{what}"), fields).await
    };
    let person = app.sign_in(&login).await;
    assert!(act("suspend", &[]).await.body.contains("Причина не указана"));
    assert_eq!(act("suspend", &[("reason", "проверка журнала")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(person.get("/people").await.status, StatusCode::SEE_OTHER, "out at once");
    let inside = app.sign_in(&login).await;
    assert!(inside.get("/").await.body.contains("Доступ приостановлен"));
    assert!(inside.get("/me").await.body.contains("Доступ приостановлен"), "the person reads it too");
    assert_eq!(act("suspend", &[("reason", "ещё раз")]).await.status, StatusCode::CONFLICT);
    let card = municipality.get(&format!("/access/people/{id}")).await.body;
    assert!(card.contains("Причина: проверка журнала"));
    assert_eq!(act("resume", &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(inside.get("/people").await.status, StatusCode::OK);

    let today = app.house.clock.today();
    let (yesterday, tomorrow) =
        (today.yesterday().unwrap().to_string(), today.tomorrow().unwrap().to_string());
    assert!(act("term", &[("from", &tomorrow), ("to", &yesterday)]).await.body.contains("раньше первого"));
    assert!(act("term", &[("from", "не день")]).await.body.contains("не распознана"));
    assert_eq!(act("term", &[("from", &tomorrow)]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(inside.get("/people").await.status, StatusCode::NOT_FOUND, "it begins tomorrow");
    assert_eq!(act("term", &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        act("end", &[("last_day", ""), ("reason", "x")]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let ended = act("end", &[("last_day", &yesterday), ("reason", "перевод"), ("leaves", "yes")]).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
    assert_eq!(inside.get("/people").await.status, StatusCode::SEE_OTHER, "and out");
    assert_eq!(
        act("end", &[("last_day", &yesterday), ("reason", "перевод")]).await.status,
        StatusCode::CONFLICT
    );
    assert_eq!(
        act("term", &[]).await.status,
        StatusCode::CONFLICT,
        "what has ended does not come back by a date"
    );
    assert!(
        !municipality.get("/access").await.body.contains(&login),
        "whoever has left is asked for by the filter"
    );
    assert!(municipality.get("/access?state=ended").await.body.contains(&login));
    let above = app.sign_in(&app.login_of(Role::Institute)).await.get("/access/history").await.body;
    for told in ["Доступ приостановлен", "Доступ возобновлён", "Полномочия завершены, последний день"]
    {
        assert!(above.contains(told), "{told}");
    }
}

#[tokio::test]
async fn nobody_takes_his_own_role_away() {
    let app = TestApp::new().await;
    let login = app.login_of(Role::Administrator);
    let administrator = app.sign_in(&login).await;
    let id = membership_of(&app, &login).await;
    for (what, fields) in [
        ("suspend", vec![("reason", "x")]),
        ("end", vec![("reason", "x"), ("last_day", "2024-01-01")]),
        ("term", vec![("to", "2024-01-01")]),
        ("password-link", vec![("way", "person")]),
    ] {
        let refused = administrator.post(&format!("/access/people/{id}/{what}"), &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
    }
    assert_eq!(administrator.get("/admin/tokens").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_deputy_begins_and_ends_by_the_days() {
    let app = TestApp::new().await;
    let institute = app.sign_in(&app.login_of(Role::Institute)).await;
    let boss = membership_of(&app, &app.login_of(Role::Municipality)).await;
    let deputy_login = app.login_of(Role::School);
    let today = app.house.clock.today();
    let (from, to) =
        (today.tomorrow().unwrap().to_string(), today.tomorrow().unwrap().tomorrow().unwrap().to_string());
    let path = format!("/access/people/{boss}/deputy");
    for (fields, told) in [
        (vec![("login", deputy_login.as_str()), ("from", &from), ("to", "")], "Укажите последний день"),
        (vec![("login", "nobody"), ("from", &from), ("to", &to)], "нет работающего с таким логином"),
        (vec![("login", ""), ("from", &from), ("to", &to)], "Фамилия: поле не заполнено"),
        (vec![("login", deputy_login.as_str()), ("from", "2020-01-01"), ("to", "2020-02-01")], "уже прошёл"),
    ] {
        let refused = institute.post(&path, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains(told), "{told}");
    }
    let named = institute.post(&path, &[("login", &deputy_login), ("from", &from), ("to", &to)]).await;
    assert_eq!(named.status, StatusCode::SEE_OTHER, "{}", named.body);
    let deputy_membership = named.location().rsplit('/').next().unwrap().to_owned();
    let card = institute.get(named.location()).await.body;
    assert!(card.contains("замещает:") && card.contains("ещё не действует"), "{card}");

    let deputy = app.sign_in(&deputy_login).await;
    let choose = async |browser: &Browser| {
        browser.post("/membership", &[("membership", &deputy_membership)]).await.status
    };
    assert_eq!(choose(&deputy).await, StatusCode::NOT_FOUND, "not before the day");
    app.later(24 * 60);
    let deputy = app.sign_in(&deputy_login).await;
    assert_eq!(choose(&deputy).await, StatusCode::SEE_OTHER);
    assert_eq!(deputy.get("/access").await.status, StatusCode::OK, "acts as the municipality");
    app.later(2 * 24 * 60);
    app.work().await;
    let deputy = app.sign_in(&deputy_login).await;
    assert_eq!(choose(&deputy).await, StatusCode::NOT_FOUND, "over by itself");
    assert_eq!(deputy.get("/access").await.status, StatusCode::NOT_FOUND);
    let institute = app.sign_in(&app.login_of(Role::Institute)).await;
    assert!(institute.get("/access/history").await.body.contains("Срок полномочий закончился"));

    let new = institute
        .post(
            &path,
            &[("login", ""), ("surname", "Новая"), ("name", "Вера"), ("from", ""), ("to", "2030-01-01")],
        )
        .await;
    let (_, accepted) = accept_as_new(&app, &link_on(&new), "novaya").await;
    assert_eq!(accepted.location(), "/");
}

#[tokio::test]
async fn whoever_leaves_keeps_the_account_and_the_organisation_keeps_the_work() {
    let app = TestApp::new().await;
    let login = app.account_in_state(Role::Institute, MembershipState::Active).await;
    let leaving = app.sign_in(&login).await;
    let text = "№\tМероприятие\tСрок\tИсполнители\n1\tСеминар\tмарт\tИнститут\n";
    let draft = leaving
        .post_file("/roadmap/import", &[("year", "2031")], ("file", "plan.txt", text.as_bytes()))
        .await;
    let draft = draft.location().to_owned();
    let administrator = app.sign_in(&app.login_of(Role::Administrator)).await;
    let id = membership_of(&app, &login).await;
    let yesterday = app.house.clock.today().yesterday().unwrap().to_string();
    let path = format!("/access/people/{id}/transfer");
    assert!(administrator.get(&path).await.body.contains("достанутся преемнику"));
    let refused = administrator
        .post(&path, &[("last_day", "когда-нибудь"), ("reason", ""), ("surname", "Сменщица")])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("value=\"Сменщица\"") && refused.body.contains("Причина не указана"));
    assert_eq!(leaving.get("/roadmap/import").await.status, StatusCode::OK, "a refused form ends nothing");
    let handed = administrator
        .post(
            &path,
            &[("last_day", &yesterday), ("reason", "увольнение"), ("surname", "Сменщица"), ("name", "Ольга")],
        )
        .await;
    let link = link_on(&handed);
    assert_eq!(leaving.get("/roadmap/import").await.status, StatusCode::SEE_OTHER);
    let (successor, accepted) = accept_as_new(&app, &link, "smenschica").await;
    assert_eq!(accepted.location(), "/");
    assert_eq!(successor.get(&draft).await.status, StatusCode::OK, "the draft is on the organisation's desk");

    let former = app.sign_in(&login).await;
    assert!(
        former.get("/me").await.body.contains("Полномочия завершены"),
        "the account and its history stay"
    );
    let institute = app.sign_in(&app.login_of(Role::Institute)).await;
    let elsewhere = link_on(&invite(&institute, &org_of(&app, Role::School).await, "school", &[]).await);
    assert_eq!(former.post(&elsewhere, &[]).await.location(), "/", "invited elsewhere with the same login");
    assert_eq!(former.get("/people").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_lost_password_is_mended_by_the_curator_and_all_concerned_read_it() {
    let app = TestApp::new().await;
    let municipality = app.sign_in(&app.login_of(Role::Municipality)).await;
    let login = app.account_in_state(Role::School, MembershipState::Active).await;
    let id = membership_of(&app, &login).await;
    let inside = app.sign_in(&login).await;
    let path = format!("/access/people/{id}/password-link");
    assert!(municipality.post(&path, &[]).await.body.contains("как вы убедились"));
    let link = link_on(&municipality.post(&path, &[("way", "telephone")]).await);
    assert_eq!(inside.get("/me").await.status, StatusCode::SEE_OTHER, "all sessions end");
    let owner = app.anonymous().await;
    assert_eq!(
        owner.post(&link, &[("new_password", "новый длинный пароль")]).await.location(),
        "/login?told=password"
    );
    let again = owner.post(&link, &[("new_password", "ещё один пароль")]).await;
    assert_eq!(again.status, StatusCode::GONE, "single use");
    let signed = owner.post("/login", &[("login", &login), ("password", "новый длинный пароль")]).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER);
    let mine = owner.get("/me").await.body;
    assert!(mine.contains("Куратор выдал ссылку для нового пароля (личность подтверждена: по телефону"));
    let above = app.sign_in(&app.login_of(Role::Institute)).await.get("/access/history").await.body;
    assert!(above.contains("Куратор выдал ссылку для нового пароля"), "the superior reads it");
    let late = link_on(&municipality.post(&path, &[("way", "person")]).await);
    app.later(24 * 60 + 1);
    assert_eq!(app.anonymous().await.get(&late).await.status, StatusCode::GONE, "a day later it is over");
}

#[tokio::test]
async fn a_curator_never_gets_at_an_account_with_rights_that_he_could_not_give() {
    let app = TestApp::new().await;
    let municipality = app.sign_in(&app.login_of(Role::Municipality)).await;
    let login = app.account_in_state(Role::School, MembershipState::Active).await;
    let actor = access::store::actor_of_login(&app.house.db, &login).await.unwrap().unwrap();
    let institute_place =
        access::store::actor_of_login(&app.house.db, &app.login_of(Role::Institute)).await.unwrap().unwrap();
    let path = format!("/access/people/{}/password-link", actor.membership.id);
    let fields = [("way", "person"), ("second_factor", "drop")];
    for (state, may) in [
        (MembershipState::Active, false),
        (MembershipState::Suspended, false),
        (MembershipState::Invited, false),
        (MembershipState::Ended, true),
    ] {
        let mut tx = app.house.db.begin().await.unwrap();
        let second = access::store::add_membership(
            &mut tx,
            &actor.account_id,
            &institute_place.membership.place(),
            Role::Institute,
            state,
            0,
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        let answer = municipality.post(&path, &fields).await;
        assert_eq!(answer.status == StatusCode::OK, may, "{state:?}: {}", answer.body);
        let renamed = municipality
            .post(
                &format!("/access/people/{}/name", actor.membership.id),
                &[("surname", "Иная"), ("name", "Ольга")],
            )
            .await;
        assert_eq!(renamed.status == StatusCode::SEE_OTHER, may, "{state:?}");
        let mut tx = app.house.db.begin().await.unwrap();
        access::store::set_membership_state(&mut tx, &second, MembershipState::Ended).await.unwrap();
        tx.commit().await.unwrap();
    }
    let card = municipality.get(&format!("/access/people/{}", actor.membership.id)).await.body;
    assert!(card.contains("Иная\u{a0}О."));
}

/// The links of a sheet.
fn links_of(sheet: &Answer) -> Vec<String> {
    assert_eq!(sheet.status, StatusCode::OK, "{}", sheet.body);
    sheet
        .body
        .split("<code>https://lib.example")
        .skip(1)
        .map(|rest| rest.split('<').next().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn the_institute_invites_every_municipality_with_one_press() {
    let app = TestApp::khabarovsk().await;
    let institute = app.sign_in(&app.login_of(Role::Institute)).await;
    let page = institute.get("/access/bulk").await.body;
    let codes: Vec<&str> = page
        .split("name=\"organisation\" value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert!(codes.len() >= 9, "those for whom nobody works and nobody is invited: {codes:?}");
    let mut fields: Vec<(&str, &str)> = codes.iter().map(|code| ("organisation", *code)).collect();
    let email = format!("email.{}", codes[0]);
    fields.extend([("kind", "municipal_authority"), (email.as_str(), "omsu@lib.example")]);
    let links = links_of(&institute.post("/access/bulk", &fields).await);
    assert_eq!(links.len(), codes.len());
    assert_eq!(app.letters().await.len(), 1, "a letter where there is an address");
    let after = institute.get("/access/bulk").await.body;
    assert!(after.contains("Все организации этого вида уже работают или приглашены"));
    for (n, link) in links.iter().enumerate() {
        let (_, accepted) = accept_as_new(&app, link, &format!("omsu-new-{n}")).await;
        assert_eq!(accepted.location(), "/", "{}", accepted.body);
    }
    let roster = institute.get("/access?role=municipality").await.body;
    assert!(roster.contains("omsu-new-0"));
}

#[tokio::test]
async fn a_municipality_invites_its_schools_from_a_list_and_every_fault_is_told_by_its_row() {
    let app = TestApp::new().await;
    let municipality = app.sign_in(&app.login_of(Role::Municipality)).await;
    let school = org_of(&app, Role::School).await;
    let bad = format!(
        "Организация\tФИО\tПочта\n{school}\tПробная Анна Петровна\tне@адрес\nL9005\tПробная Вера\t\nL0000\t\t\n\tПробная Ирина"
    );
    let refused = municipality.post("/access/bulk", &[("kind", "school"), ("list", &bad)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for row in [
        "Строка 2: «не@адрес»",
        "Строка 3: организации «L9005» среди ваших нет",
        "Строка 4: организации «L0000» среди ваших нет",
        "Строка 5: не указана организация",
    ] {
        assert!(refused.body.contains(row), "{row}: {}", refused.body);
    }
    assert!(refused.body.contains("Пробная Ирина"), "the list is kept");
    let nothing = municipality.post("/access/bulk", &[("kind", "school")]).await;
    assert!(nothing.body.contains("приглашать некого"));
    let foreign = municipality.post("/access/bulk", &[("kind", "school"), ("organisation", "L9005")]).await;
    assert_eq!(foreign.status, StatusCode::UNPROCESSABLE_ENTITY, "a foreign school by a forged tick");
    let upper = municipality
        .post("/access/bulk", &[("kind", "municipal_authority"), ("organisation", "UO-LUKOMORSK")])
        .await;
    assert_eq!(upper.status, StatusCode::UNPROCESSABLE_ENTITY, "nor one of another kind");

    let good =
        format!("{school};Пробная Анна Петровна;anna@lib.example;библиотекарь\n{school};Пробная Вера\n");
    let links = links_of(&municipality.post("/access/bulk", &[("kind", "school"), ("list", &good)]).await);
    assert_eq!(links.len(), 2);
    let page = app.anonymous().await.get(&links[0]).await.body;
    assert!(page.contains("value=\"Пробная\"") && page.contains("value=\"библиотекарь\""));

    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, cell) in [school.as_str(), "Пробная Ольга", "olga@lib.example"].into_iter().enumerate()
    {
        sheet.write(0, u16::try_from(column).unwrap(), cell).unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let sheet =
        municipality.post_file("/access/bulk", &[("kind", "school")], ("file", "список.xlsx", &bytes)).await;
    assert_eq!(links_of(&sheet).len(), 1);
    let program =
        municipality.post_file("/access/bulk", &[("kind", "school")], ("file", "a.xlsx", b"MZ\x90\0")).await;
    assert_eq!(program.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(program.body.contains("Список не прочитан"));
}

#[tokio::test]
async fn a_curator_sees_those_below_and_nobody_else() {
    let app = TestApp::new().await;
    let municipality = app.sign_in(&app.login_of(Role::Municipality)).await.get("/access").await.body;
    assert!(
        municipality.contains("school-1") && !municipality.contains("school-2"),
        "schools of one's own municipality"
    );
    for login in ["institute", "ministry", "omsu-lukomorsk", "mibc"] {
        assert!(!municipality.contains(&format!("<code>{login}</code>")), "{login}");
    }
    let institute = app.sign_in(&app.login_of(Role::Institute)).await.get("/access").await.body;
    for login in ["ministry", "omsu-lukomorsk", "mibc", "school-1", "school-2", "expert", "partner"] {
        assert!(institute.contains(&format!("<code>{login}</code>")), "{login}");
    }
    for login in ["admin", "institute"] {
        assert!(!institute.contains(&format!("<code>{login}</code>")), "{login}");
    }
}
