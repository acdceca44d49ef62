//! What the engine is told of the respondent's world.

use std::collections::BTreeMap;

use access::{House, PageError, Scope};
use forms::engine::Inputs;
use network::store::roll;
use store::FileHash;

use crate::form_version::FormVersion;
use crate::store::answers::AnswerRow;

/// Everything of it that a form may ask for.
pub(super) async fn inputs(
    house: &House,
    answer: &AnswerRow,
    version: &FormVersion,
) -> Result<Inputs, PageError> {
    let now = house.clock.zoned(house.clock.now());
    let seed = FileHash::of(answer.id.as_bytes());
    let mut inputs = Inputs {
        now: now.datetime(),
        offset_minutes: now.offset().seconds() / 60,
        seed: u64::from_str_radix(&seed.as_str()[..12], 16).unwrap_or(1),
        ..Inputs::default()
    };
    inputs.properties = BTreeMap::from([("username".to_owned(), answer.respondent.clone())]);
    if version.uses_profile && !answer.org_id.is_empty() {
        inputs.profile = profile(house, &answer.org_id).await?;
    }
    Ok(inputs)
}

/// What the registry knows of an organisation, as formulas read it: `profile('students')`.
async fn profile(house: &House, org_id: &str) -> Result<BTreeMap<String, String>, PageError> {
    let today = house.clock.today();
    let roll = roll(&house.db).await?;
    let mut profile = BTreeMap::new();
    if let Some(listed) = roll.find(&Scope::of_the_program(), org_id, today) {
        let words = &house.region.statuses;
        let mut put = |name: &str, value: String| profile.insert(name.to_owned(), value);
        put("code", listed.organisation.code.clone());
        put("name", listed.name.short.clone());
        put("kind", listed.organisation.kind.code().to_owned());
        put("municipality", listed.municipality.map_or_else(String::new, |place| place.short_name.clone()));
        put("status", listed.status.map_or_else(String::new, |status| words.short(status).to_owned()));
        put("library_url", listed.organisation.contacts.site.clone());
        let students = listed.organisation.pupils_on(today);
        put("students", students.map_or_else(String::new, |(_, pupils)| pupils.to_string()));
    }
    Ok(profile)
}
