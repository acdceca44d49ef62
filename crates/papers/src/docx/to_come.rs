//! Requisites that a template leaves to the day when the paper is printed: their places, with the conditions of a template.

use super::body::Body;
use super::picture::code_properties;
use super::text::Properties;
use crate::model::{Align, Chart};

impl Body<'_> {
    pub(super) fn draft_mark_to_come(&mut self) {
        self.line("Requisite", "{%p if draft_mark %}");
        let at_right = Properties { style: "Requisite", align: Some(Align::Right), ..Properties::default() };
        self.paragraph(at_right, &"{{ draft_mark }}".into());
        self.line("Requisite", "{%p endif %}");
    }

    pub(super) fn code_to_come(&mut self, in_corner: bool) {
        let properties = code_properties(in_corner);
        self.line("Small", "{%p if check_code %}");
        if !in_corner {
            self.line("Small", "");
        }
        self.paragraph(Properties { keep_with_next: true, ..properties }, &"{{ qr_code }}".into());
        self.paragraph(properties, &"{{ check_code }}".into());
        self.line("Small", "{%p endif %}");
    }

    pub(super) fn chart_to_come(&mut self, chart: &Chart) {
        let name = crate::template::chart_name(self.charts_to_come);
        self.charts_to_come += 1;
        let keep_with_next = !chart.caption.is_empty();
        let figure = Properties { style: "Figure", keep_with_next, ..Properties::default() };
        self.paragraph(figure, &format!("{{{{ {name} }}}}").into());
        if !chart.caption.is_empty() {
            self.line("FigureCaption", &chart.caption);
        }
    }
}
