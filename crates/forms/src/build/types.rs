//! Types of questions: which control shows each, how its answer is bound.

/// What a type brings with it.
#[derive(Debug, Clone, Copy)]
pub struct QuestionType {
    /// Name of the control's element; empty when nobody sees the question.
    pub control: &'static str,
    pub media_type: &'static str,
    pub bind: &'static [(&'static str, &'static str)],
    pub hint: &'static str,
}

const fn shown(control: &'static str, bind: &'static [(&'static str, &'static str)]) -> QuestionType {
    QuestionType { control, media_type: "", bind, hint: "" }
}

const fn upload(media_type: &'static str) -> QuestionType {
    QuestionType { control: "upload", media_type, bind: &[("type", "binary")], hint: "" }
}

const fn counted(bind: &'static [(&'static str, &'static str)], hint: &'static str) -> QuestionType {
    QuestionType { control: "input", media_type: "", bind, hint }
}

macro_rules! property {
    ($name:literal) => {
        shown("", &[("jr:preload", "property"), ("type", "string"), ("jr:preloadParams", $name)])
    };
}

const STRING: &[(&str, &str)] = &[("type", "string")];
const READ_ONLY: &[(&str, &str)] = &[("readonly", "true()"), ("type", "string")];
const START: &[(&str, &str)] =
    &[("jr:preload", "timestamp"), ("type", "dateTime"), ("jr:preloadParams", "start")];
const END: &[(&str, &str)] =
    &[("jr:preload", "timestamp"), ("type", "dateTime"), ("jr:preloadParams", "end")];
const TODAY: &[(&str, &str)] = &[("jr:preload", "date"), ("type", "date"), ("jr:preloadParams", "today")];

pub fn question_type(name: &str) -> Option<QuestionType> {
    Some(match name {
        "text" | "string" | "q string" | "add text prompt" | "select one external" => shown("input", STRING),
        "integer" | "int" | "q int" | "add integer prompt" => shown("input", &[("type", "int")]),
        "decimal" | "q decimal" | "add decimal prompt" => shown("input", &[("type", "decimal")]),
        "date" | "q date" | "add date prompt" => shown("input", &[("type", "date")]),
        "time" => shown("input", &[("type", "time")]),
        "dateTime"
        | "datetime"
        | "date time"
        | "q date time"
        | "q dateTime"
        | "add date time prompt"
        | "add dateTime prompt" => shown("input", &[("type", "dateTime")]),
        "note" | "q note" | "add note prompt" => shown("input", READ_ONLY),
        "barcode" | "q barcode" | "add barcode prompt" => shown("input", &[("type", "barcode")]),
        "geopoint" | "gps" | "location" | "q geopoint" | "q location" | "add location prompt" => {
            shown("input", &[("type", "geopoint")])
        }
        "geoshape" | "q geoshape" => shown("input", &[("type", "geoshape")]),
        "geotrace" | "q geotrace" => shown("input", &[("type", "geotrace")]),
        "select one" | "select one using" | "q select1" | "add select one prompt using" => {
            shown("select1", STRING)
        }
        "select all that apply"
        | "select all that apply from"
        | "select multiple from"
        | "select multiple using"
        | "q select"
        | "add select multiple prompt using" => shown("select", STRING),
        "rank" => shown("odk:rank", &[("type", "odk:rank")]),
        "range" => shown("range", &[("type", "int")]),
        "acknowledge" | "q acknowledge" | "add acknowledge prompt" => shown("trigger", STRING),
        "trigger" => shown("trigger", &[]),
        "photo" | "image" | "q picture" | "q image" | "add image prompt" => upload("image/*"),
        "audio" | "q audio" | "add audio prompt" => upload("audio/*"),
        "video" | "q video" | "add video prompt" => upload("video/*"),
        "file" | "add file prompt" => upload("application/*"),
        "osm" => upload("osm/*"),
        "calculate" | "q calculate" | "add calculate prompt" | "hidden" => shown("", STRING),
        "audit" => shown("", &[("type", "binary")]),
        "start" | "start time" | "get start time" => shown("", START),
        "end" | "end time" | "get end time" => shown("", END),
        "today" | "get today" => shown("", TODAY),
        "deviceid" | "imei" | "device id" | "get device id" => property!("deviceid"),
        "subscriberid" | "subscriber id" | "get subscriber id" => property!("subscriberid"),
        "simserial" | "sim id" | "get sim id" => property!("simserial"),
        "phonenumber" | "get phone number" => property!("phonenumber"),
        "username" => property!("username"),
        "email" => property!("email"),
        "uri:subscriberid" => property!("uri:subscriberid"),
        "uri:phonenumber" => property!("uri:phonenumber"),
        "uri:simserial" => property!("uri:simserial"),
        "uri:deviceid" => property!("uri:deviceid"),
        "uri:username" => property!("uri:username"),
        "uri:email" => property!("uri:email"),
        "percentage" => shown("input", &[("type", "int"), ("constraint", "0 <= . and . <= 100")]),
        "phone number" => {
            counted(&[("type", "string"), ("constraint", "regex(., '^\\d*$')")], "Enter numbers only.")
        }
        "number of days in last month" => {
            counted(&[("type", "int"), ("constraint", "0 <= . and . <= 31")], "Enter a number 0-31.")
        }
        "number of days in last six months" => {
            counted(&[("type", "int"), ("constraint", "0 <= . and . <= 183")], "Enter a number 0-183.")
        }
        "number of days in last year" => {
            counted(&[("type", "int"), ("constraint", "0 <= . and . <= 365")], "Enter a number 0-365.")
        }
        "start-geopoint" => shown("action", &[("type", "geopoint")]),
        "background-audio" => shown("action", &[("type", "binary")]),
        "background-geopoint" => shown("trigger", &[("type", "geopoint")]),
        _ => return None,
    })
}

/// Types whose question only names a file with data.
pub fn is_external(name: &str) -> bool {
    matches!(name, "csv-external" | "xml-external")
}
