//! Other spellings of headings and types: what real workbooks of fifteen years have in them.

/// Where an aliased heading really belongs.
#[cfg(feature = "files")]
pub fn survey_heading(name: &str) -> Option<&'static [&'static str]> {
    Some(match name {
        "sms_field" => &["sms_field"],
        "sms_option" => &["sms_option"],
        "sms_separator" => &["sms_separator"],
        "sms_allow_media" => &["sms_allow_media"],
        "sms_date_format" => &["sms_date_format"],
        "sms_datetime_format" => &["sms_datetime_format"],
        "sms_response" => &["sms_response"],
        "compact_tag" => &["instance", "odk:tag"],
        "read_only" | "readonly" => &["bind", "readonly"],
        "relevant" | "relevance" => &["bind", "relevant"],
        "required" => &["bind", "required"],
        "constraint" => &["bind", "constraint"],
        "constraining_message" | "constraint_message" => &["bind", "jr:constraintMsg"],
        "calculation" | "calculate" => &["bind", "calculate"],
        "noapperrorstring" | "no_app_error_string" => &["bind", "jr:noAppErrorString"],
        "requiredmsg" | "required_message" => &["bind", "jr:requiredMsg"],
        "save_to" => &["bind", "entities:saveto"],
        "caption" => &["label"],
        "appearance" => &["control", "appearance"],
        "command" => &["type"],
        "tag" | "value" => &["name"],
        "image" => &["media", "image"],
        "big-image" => &["media", "big-image"],
        "audio" => &["media", "audio"],
        "video" => &["media", "video"],
        "count" | "repeat_count" | "jr:count" => &["control", "jr:count"],
        "autoplay" => &["control", "autoplay"],
        "rows" => &["control", "rows"],
        "body" => &["control"],
        _ => return None,
    })
}

/// Columns of the survey that are read under their own names.
pub const SURVEY_COLUMNS: [&str; 30] = [
    "name",
    "label",
    "parent",
    "extra_data",
    "_dynamic_default",
    "_qtd_defaults",
    "_qtd_kwargs",
    "actions",
    "default",
    "guidance_hint",
    "instance",
    "query",
    "sms_field",
    "trigger",
    "bind",
    "choice_filter",
    "control",
    "hint",
    "media",
    "parameters",
    "type",
    "_itemset_has_ref",
    "choices",
    "itemset",
    "list_name",
    // Ours: rules that warn and what belongs to them (README.md, «Beyond XLSForm»).
    "warning",
    "warning_message",
    "warning_explanation",
    "period_source",
    "mandatory",
];

#[cfg(feature = "files")]
pub fn choices_heading(name: &str) -> Option<&'static [&'static str]> {
    Some(match name {
        "caption" => &["label"],
        "list_name" => &["list name"],
        "value" => &["name"],
        "image" => &["media", "image"],
        "big-image" => &["media", "big-image"],
        "audio" => &["media", "audio"],
        "video" => &["media", "video"],
        _ => return None,
    })
}

#[cfg(feature = "files")]
pub const CHOICE_COLUMNS: [&str; 7] =
    ["name", "label", "parent", "extra_data", "_choice_itext_ref", "media", "sms_option"];

pub fn settings_heading(name: &str) -> Option<&'static [&'static str]> {
    Some(match name {
        "form_title" | "set_form_title" => &["title"],
        "form_id" | "set_form_id" => &["id_string"],
        "prefix" => &["prefix"],
        _ => return None,
    })
}

pub const SETTINGS_COLUMNS: [&str; 42] = [
    "name",
    "label",
    "parent",
    "extra_data",
    "bind",
    "children",
    "control",
    "hint",
    "media",
    "type",
    "instance",
    "flat",
    "sms_field",
    "_created",
    "_translations",
    "_xpath",
    "add_none_option",
    "clean_text_values",
    "attribute",
    "auto_delete",
    "auto_send",
    "choices",
    "default_language",
    "file_name",
    "id_string",
    "instance_name",
    "instance_xmlns",
    "namespaces",
    "omit_instanceID",
    "public_key",
    "setgeopoint_by_triggering_ref",
    "setvalues_by_triggering_ref",
    "sms_allow_media",
    "sms_date_format",
    "sms_datetime_format",
    "sms_keyword",
    "sms_response",
    "sms_separator",
    "style",
    "submission_url",
    "title",
    "version",
];

pub const MORE_SETTINGS_COLUMNS: [&str; 5] =
    ["allow_choice_duplicates", "client_editable", "delimiter", "prefix", "entity_version"];

#[cfg(feature = "files")]
pub fn entities_heading(name: &str) -> Option<&'static [&'static str]> {
    (name == "list_name").then_some(&["dataset"])
}

pub const ENTITY_COLUMNS: [&str; 6] = ["dataset", "entity_id", "create_if", "update_if", "repeat", "label"];

/// Types that are another spelling of a type.
pub fn question_type(written: &str) -> &str {
    match written {
        "imei" => "deviceid",
        "image" | "add image prompt" | "add photo prompt" => "photo",
        "add audio prompt" => "audio",
        "add video prompt" => "video",
        "add file prompt" => "file",
        other => other,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    Group,
    Repeat,
    Loop,
}

impl Control {
    pub fn word(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Repeat => "repeat",
            Self::Loop => "loop",
        }
    }
}

/// Longer spellings first: `looped group` begins like `loop`.
pub const CONTROLS: [(&str, Control); 5] = [
    ("looped group", Control::Repeat),
    ("group", Control::Group),
    ("lgroup", Control::Repeat),
    ("repeat", Control::Repeat),
    ("loop", Control::Loop),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Select {
    One,
    Many,
    OneExternal,
    Rank,
}

impl Select {
    /// The name of the type inside a form.
    pub fn type_name(self) -> &'static str {
        match self {
            Self::One => "select one",
            Self::Many => "select all that apply",
            Self::OneExternal => "select one external",
            Self::Rank => "rank",
        }
    }
}

pub const SELECTS: [(&str, Select); 15] = [
    ("add select one prompt using", Select::One),
    ("add select multiple prompt using", Select::Many),
    ("select all that apply from", Select::Many),
    ("select one from", Select::One),
    ("select1", Select::One),
    ("select_one", Select::One),
    ("select one", Select::One),
    ("select_multiple", Select::Many),
    ("select all that apply", Select::Many),
    ("select_one_external", Select::OneExternal),
    ("select_one_from_file", Select::One),
    ("select_multiple_from_file", Select::Many),
    ("select one from file", Select::One),
    ("select multiple from file", Select::Many),
    ("rank", Select::Rank),
];

pub fn is_select_from_file(command: &str) -> bool {
    matches!(
        command,
        "select_one_from_file"
            | "select_multiple_from_file"
            | "select one from file"
            | "select multiple from file"
    )
}

pub fn yes_no(text: &str) -> Option<bool> {
    match text {
        "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "true()" => Some(true),
        "no" | "No" | "NO" | "false" | "False" | "FALSE" | "false()" => Some(false),
        _ => None,
    }
}

/// `yes` in a logical column is a formula too.
pub fn logical(text: &str) -> &str {
    match text {
        "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" => "true()",
        "no" | "No" | "NO" | "false" | "False" | "FALSE" => "false()",
        other => other,
    }
}

/// Columns whose texts may be in several languages, as problems name them.
pub fn translatable_survey_column(name: &str) -> Option<&'static str> {
    Some(match name {
        "label" => "label",
        "hint" => "hint",
        "guidance_hint" => "guidance_hint",
        "image" => "image",
        "big-image" => "big-image",
        "audio" => "audio",
        "video" => "video",
        "jr:constraintMsg" => "constraint_message",
        "jr:requiredMsg" => "required_message",
        _ => return None,
    })
}

pub fn translatable_choices_column(name: &str) -> Option<&'static str> {
    translatable_survey_column(name)
        .filter(|name| matches!(*name, "label" | "image" | "big-image" | "audio" | "video"))
}
