//! Writing XML: tags that close by themselves, and text that is always escaped.

#[derive(Default)]
pub(crate) struct Xml {
    out: String,
}

pub(crate) type Attributes<'a> = &'a [(&'a str, &'a str)];

impl Xml {
    /// A whole part begins so.
    pub(crate) fn part() -> Self {
        Self { out: "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n".to_owned() }
    }

    pub(crate) fn finish(self) -> String {
        self.out
    }

    pub(crate) fn tag(&mut self, name: &str, attributes: Attributes<'_>, inside: impl FnOnce(&mut Self)) {
        self.start(name, attributes);
        self.out.push('>');
        inside(self);
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    pub(crate) fn empty(&mut self, name: &str, attributes: Attributes<'_>) {
        self.start(name, attributes);
        self.out.push_str("/>");
    }

    /// `<name w:val="value"/>`: what most of Word's properties are.
    pub(crate) fn val(&mut self, name: &str, value: &str) {
        self.empty(name, &[("w:val", value)]);
    }

    pub(crate) fn text(&mut self, text: &str) {
        escape_into(&mut self.out, text);
    }

    /// XML made elsewhere by the same means.
    pub(crate) fn raw(&mut self, xml: &str) {
        self.out.push_str(xml);
    }

    fn start(&mut self, name: &str, attributes: Attributes<'_>) {
        self.out.push('<');
        self.out.push_str(name);
        for (attribute, value) in attributes {
            self.out.push(' ');
            self.out.push_str(attribute);
            self.out.push_str("=\"");
            escape_into(&mut self.out, value);
            self.out.push('"');
        }
    }
}

/// Signs that XML 1.0 cannot carry are dropped; the rest is escaped where it must be.
pub(crate) fn escape_into(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(letter),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => out.push(letter),
        }
    }
}

/// Millimetres in twentieths of a point.
pub(crate) fn twips(millimetres: f64) -> String {
    format!("{:.0}", millimetres * 1440.0 / 25.4)
}

/// Millimetres in the units of drawings.
pub(crate) fn emu(millimetres: f64) -> String {
    format!("{:.0}", millimetres * 36_000.0)
}

/// Points in half-points.
pub(crate) fn half_points(points: f64) -> String {
    format!("{:.0}", points * 2.0)
}
