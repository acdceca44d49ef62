//! A route asked by one actor: its address, the form that goes with it, what the answer means.

use access::Role;
use axum::http::Method;

use super::objects::{Objects, Probe};
use crate::common::{Answer, Browser, api};

impl Probe<'_> {
    async fn path(&self, route: &str, login: Option<&str>, objects: &Objects, which: usize) -> String {
        let evidence = if route.ends_with("/file") { &objects.evidence_with_file } else { &objects.evidence };
        let route = &if route.starts_with("/network/imports/") {
            route.replace("{import}", &objects.registry_import[which])
        } else if route.starts_with("/network/statuses/") {
            route.replace("{document}", &objects.directive)
        } else if route.starts_with("/roadmap/imports/") {
            // The draft has one measure.
            route.replace("{number}", "1")
        } else if route.ends_with("/area") {
            route.replace("{organisation}", &objects.centre[which])
        } else {
            route.to_owned()
        };
        // Letters have two sides: whoever may send is asked about what was sent, the others about what came.
        let writes = login.is_some_and(|login| {
            let account = self.app.house.region.account(login);
            account.is_some_and(|one| {
                matches!(one.role, Role::Ministry | Role::Institute | Role::RegionalCentre)
            })
        });
        let answers = route.ends_with("/confirm") || route.ends_with("/answer");
        let letters = if writes && !answers { &objects.sent } else { &objects.received };
        let route = &route
            .replace("{draft}", &objects.draft[which])
            .replace("{paper_kind}", &objects.template[which].0)
            .replace("{template}", &objects.template[which].1)
            .replace("{mailing}", &letters[which].0)
            .replace("{addressee}", &letters[which].1);
        let mut path = route
            .replace("{year}", &self.app.year().to_string())
            .replace("{number}", &objects.measure[which])
            .replace("{evidence}", evidence)
            .replace("{document}", &objects.document[which])
            .replace("{person}", &objects.person[which])
            .replace("{import}", &objects.import[which])
            .replace("{text}", "concept")
            .replace("{edition}", "2")
            .replace("{paragraph}", "p4")
            .replace("{aim}", "a2")
            .replace("{organisation}", &objects.organisation[which])
            .replace("{building}", &objects.building[which])
            .replace("{form}", &objects.asked[which].form)
            .replace("{version}", &objects.asked[which].version)
            .replace("{poll}", &objects.asked[which].poll)
            .replace("{answer}", &objects.asked[which].answer)
            .replace("{file}", &objects.asked[which].file)
            .replace("{upload}", &objects.asked[which].upload)
            .replace("{school}", &objects.school[which])
            .replace("{kit_upload}", &objects.kit_upload[which])
            .replace("{kit_template}", &objects.kit_template)
            .replace("{kit_document}", "rules")
            .replace("{section}", "1")
            // The engine's address has its hash, which nobody guesses.
            .replace("{name}", "no-such-module")
            .replace("{municipality}", &self.app.house.region.municipalities[0].code);
        let personal = &objects.personal[which];
        let consent = match route {
            _ if route.starts_with("/people/") => &personal.consent,
            _ if route.starts_with("/me/") => &personal.of_an_account,
            _ => &personal.child_consent,
        };
        path = path
            .replace("{consent}", consent)
            .replace("{post}", &personal.post)
            .replace("{erasure}", &personal.erasure)
            .replace("{hold}", &personal.hold)
            .replace("{kind}", "processing");
        if path.contains("{series}") {
            path = path.replace("{series}", &self.series(&objects.draft[which]).await);
        }
        if path.contains("{mark}") {
            path = path.replace("{mark}", &self.mark().await);
        }
        if path.contains("{comment}") {
            path = path.replace("{comment}", &self.comment().await);
        }
        if path.contains("{code}") {
            path = path.replace("{code}", &self.published_code().await);
        }
        if path.contains("{letter}") {
            path = path.replace("{letter}", &self.app.letter().await);
        }
        if path.starts_with("/admin/tokens/{token}") {
            path = path.replace("{token}", &self.token().await);
        }
        if path.contains("{session}") {
            // Ended by the probe before: another one for each.
            let login = if which == 0 { login.map(str::to_owned) } else { Some(self.app.somebody(login)) };
            path = path.replace("{session}", &self.app.session(login.as_deref()).await);
        }
        if path.contains("{membership}") {
            let login = if which == 0 { login.map(str::to_owned) } else { Some(self.app.somebody(login)) };
            path = path.replace("{membership}", &self.app.offered(login.as_deref()).await);
        }
        if path.contains("{member}") {
            path = path.replace("{member}", &self.app.member(login, which == 0).await);
        }
        if path.contains("{invitation}") {
            path = path.replace("{invitation}", &self.app.invitation(login, which == 0).await);
        }
        if path.ends_with("/requirements") {
            path = format!("{path}?key=m{}", objects.measure[which]);
        }
        if path.ends_with("/choices") {
            path.push_str("?path=/data/c");
        }
        // Feeds have secret addresses; nobody's is this one.
        path.replace("{token}", "no-such-secret")
    }

    /// Bodies that change nothing, or nothing that matters to the next probe.
    fn form<'f>(
        &self,
        path: &str,
        objects: &'f Objects,
        which: usize,
        membership: &'f str,
        key: &'f str,
        year: &'f str,
    ) -> Vec<(&'f str, &'f str)> {
        let _ = (objects, which);
        match path {
            // A login of nobody's, another one for each: tries at the same one are limited.
            "/login" => vec![("login", membership), ("password", "wrong")],
            "/membership" => vec![("membership", membership)],
            "/calendar/feed" | "/calendar/feed/remove" => vec![("year", year)],
            path if path.ends_with("/consents") => vec![("kind", "processing")],
            path if path.ends_with("/decision") => vec![("verdict", "refuse"), ("reason", "")],
            path if path.ends_with("/not-carried-out") => vec![("slot", "whole")],
            path if path.ends_with("/publish") => vec![("open", "yes")],
            path if path.contains("/requirements") => vec![("key", key)],
            _ => vec![],
        }
    }
}

/// What an answer means for access.
fn meaning(answer: &Answer) -> &'static str {
    match answer.status.as_u16() {
        // A link that is over says so, whoever asks.
        404 | 410 => "no",
        401 => "login",
        303 if answer.location().starts_with("/login") => "login",
        200 | 201 | 204 | 303 | 304 | 409 | 412 | 422 | 428 => "yes",
        other => panic!("unexpected {other}: {}", answer.body),
    }
}

/// Asks one route as one actor about its own and a foreign object.
pub async fn probe(
    probe: &Probe<'_>,
    method: &Method,
    route: &str,
    (login, browser): (Option<&str>, &Browser),
    objects: &Objects,
    token: Option<&str>,
    membership: &str,
) -> String {
    let mut meanings = Vec::new();
    let year = probe.app.year().to_string();
    // Signing out has no object and can be done once.
    for which in if route == "/logout" { 0..1 } else { 0..2 } {
        let path = probe.path(route, login, objects, which).await;
        let key = format!("m{}", objects.measure[which]);
        let answer = if route.starts_with("/api/") {
            let body = if *method == Method::GET {
                ""
            } else {
                &format!(
                    "{{\"measure\":\"{}\",\"title\":\"\",\"happened_on\":\"2024-09-01\",\"link\":\"https://example.test\"}}",
                    objects.measure[which]
                )
            };
            let body = if *method == Method::PATCH { "{\"state\":\"accepted\"}" } else { body };
            api(probe.app, method.clone(), &path, token, &[], body).await
        } else if *method == Method::GET {
            browser.get(&path).await
        } else {
            browser.post(&path, &probe.form(&path, objects, which, membership, &key, &year)).await
        };
        meanings.push(meaning(&answer));
    }
    match (meanings[0], *meanings.last().unwrap_or(&"")) {
        (own, foreign) if own == foreign => own.to_owned(),
        ("yes", "no") => "own".to_owned(),
        other => format!("{other:?}"),
    }
}
