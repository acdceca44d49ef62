//! «Защита входа»: which roles need a second factor. The administrator's.

use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect};
use ui::Chrome;

use crate::audit::{self, Event, Who};
use crate::store as sql;
use crate::{Deed, FormData, House, PageResult, Role, Subject, Visitor, role_from_code};

#[derive(Template)]
#[template(path = "security.html")]
struct SecurityPage {
    chrome: Chrome,
    roles: Vec<RoleLine>,
}

struct RoleLine {
    code: &'static str,
    title: String,
    is_chosen: bool,
    with: i64,
    without: i64,
}

/// `GET /admin/security`
pub async fn show(State(house): State<House>, visitor: Visitor) -> PageResult {
    let scope = visitor.scope(Subject::Administration, Deed::Read);
    let chosen = sql::roles_with_second_factor(&house.db, &scope).await?;
    let counts = sql::second_factors_by_role(&house.db, &scope).await?;
    let roles = Role::ALL
        .into_iter()
        .map(|role| {
            let (with, without) = counts
                .iter()
                .find(|count| count.role == role.code())
                .map_or((0, 0), |count| (count.with_factor, count.people - count.with_factor));
            RoleLine {
                code: role.code(),
                title: house.role_title(role).to_owned(),
                is_chosen: chosen.contains(&role),
                with,
                without,
            }
        })
        .collect();
    Ok(Html(SecurityPage { chrome: visitor.chrome, roles }.render()?).into_response())
}

/// `POST /admin/security`
pub async fn set(State(house): State<House>, visitor: Visitor, form: FormData) -> PageResult {
    let scope = visitor.scope(Subject::Administration, Deed::Write);
    let roles: Vec<Role> = form.all("role").filter_map(role_from_code).collect();
    let titles: Vec<String> = roles.iter().map(|role| house.role_title(*role).to_owned()).collect();
    let what = if titles.is_empty() {
        "Второй фактор не обязателен ни для одной роли".to_owned()
    } else {
        format!("Второй фактор обязателен для ролей: {}", titles.join(", "))
    };
    let mut tx = house.db.begin().await?;
    sql::set_roles_with_second_factor(&mut tx, &scope, &roles).await?;
    let event = Event { act: "settings.second_factor", object: ("settings", "second_factor"), what: &what };
    audit::note(&mut tx, &house, &Who::of(&visitor), event).await?;
    tx.commit().await?;
    Ok(Redirect::to("/admin/security").into_response())
}
