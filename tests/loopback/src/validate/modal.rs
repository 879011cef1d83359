//! Forms that pop up: their id and title, and the inputs in rows or labels.

use serde_json::Value;

use super::{
    Form, at,
    component::{Tally, children, custom_id, kind, text_display},
};

const HOLDERS: usize = 5;
const TITLE: usize = 45;
const LABEL: usize = 45;

/// Checks the data of a modal: id, title, and one to five rows or labels holding one input each.
pub(crate) fn check(form: &mut Form, path: &str, modal: &Value) {
    let mut tally = Tally::default();
    custom_id(form, &mut tally, path, modal);
    form.required_text(&at(path, "title"), &modal["title"], 1, TITLE);
    for (i, holder) in children(form, path, modal, HOLDERS).iter().enumerate() {
        let here = at(path, format!("components/{i}"));
        match holder["type"].as_u64() {
            Some(kind::ROW) => {
                for (j, input) in children(form, &here, holder, 1).iter().enumerate() {
                    text_input(form, &mut tally, &at(&here, format!("components/{j}")), input, true);
                }
            }
            Some(kind::LABEL) => {
                form.required_text(&at(&here, "label"), &holder["label"], 1, LABEL);
                let inner = at(&here, "component");
                match holder["component"]["type"].as_u64() {
                    Some(kind::TEXT_INPUT) => text_input(form, &mut tally, &inner, &holder["component"], false),
                    _ => custom_id(form, &mut tally, &inner, &holder["component"]),
                }
            }
            Some(kind::TEXT) => text_display(form, &mut tally, &here, holder),
            _ => form.fault(&here, "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (1, 10, 18)."),
        }
    }
}

fn text_input(form: &mut Form, tally: &mut Tally, path: &str, input: &Value, own_label: bool) {
    if input["type"].as_u64() != Some(kind::TEXT_INPUT) {
        form.fault(path, "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (4,).");
        return;
    }
    custom_id(form, tally, path, input);
    if own_label {
        form.required_text(&at(path, "label"), &input["label"], 1, LABEL);
    }
    if !matches!(input["style"].as_u64(), Some(1 | 2)) {
        form.choices(&at(path, "style"), "(1, 2)");
    }
    form.integer(&at(path, "min_length"), &input["min_length"], 0, 4000);
    form.integer(&at(path, "max_length"), &input["max_length"], 1, 4000);
    form.text(&at(path, "placeholder"), &input["placeholder"], 0, 100);
    form.text(&at(path, "value"), &input["value"], 0, 4000);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn row(item: &Value) -> Value {
        json!({"type": 1, "components": [item]})
    }

    #[test]
    fn modals() {
        let input = json!({"type": 4, "custom_id": "q", "style": 1, "label": "Question"});
        for (label, modal, fine) in [
            ("rows", json!({"custom_id": "m", "title": "Ask", "components": [row(&input)]}), true),
            ("no title", json!({"custom_id": "m", "components": [row(&input)]}), false),
            ("title 46", json!({"custom_id": "m", "title": "x".repeat(46), "components": [row(&input)]}), false),
            ("empty", json!({"custom_id": "m", "title": "Ask", "components": []}), false),
            (
                "a button",
                json!({"custom_id": "m", "title": "Ask", "components": [row(&json!({"type": 2, "style": 2, "label": "b", "custom_id": "b"}))]}),
                false,
            ),
            ("label box", json!({"custom_id": "m", "title": "Ask", "components": [{"type": 18, "label": "Q", "component": input}]}), true),
        ] {
            let mut form = Form::default();
            check(&mut form, "data", &modal);
            assert_eq!(form.finish().is_ok(), fine, "{label}");
        }
    }
}
