//! A TOML file as a tree that knows its places, and the merging of a definition with its base.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

use super::finding::{Code, Finding, Findings, Place, SourceFile};

/// The most bytes that a file may have.
pub const MOST_BYTES: usize = 256 * 1024;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Where.
    pub place: Place,
    /// What.
    pub value: Value,
}

/// A value of the types that definitions use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A string.
    Text(String),
    /// An integer.
    Whole(i64),
    /// A boolean.
    Flag(bool),
    /// An array.
    List(Vec<Node>),
    /// A table.
    Table(Table),
    /// A type that no key takes, by its name.
    Other(&'static str),
}

impl Value {
    /// The type's name, with its article.
    pub fn a_type(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Whole(_) => "a whole number",
            Self::Flag(_) => "true or false",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
            Self::Other(name) => name,
        }
    }
}

/// A table: each key with its own place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table(pub BTreeMap<String, (Place, Node)>);

impl Table {
    fn list(&self, key: &str) -> Option<&Vec<Node>> {
        match self.0.get(key) {
            Some((_, Node { value: Value::List(list), .. })) => Some(list),
            _ => None,
        }
    }

    /// The member that names a table in a list: its id, number, field or ground.
    fn identity(&self) -> Option<String> {
        ["id", "number", "field", "ground"].iter().find_map(|key| match &self.0.get(*key)?.1.value {
            Value::Text(text) => Some(text.clone()),
            Value::Whole(number) => Some(number.to_string()),
            _ => None,
        })
    }
}

/// Reads a file into a tree, and adds it to the files of the findings.
///
/// What is not well-formed becomes findings; the tree then holds what could be read.
pub fn parse(name: &str, text: &str, findings: &mut Findings) -> Node {
    let file = findings.files.len();
    findings.files.push(SourceFile::new(name, text));
    let whole = Place { file, span: 0..0 };
    if text.len() > MOST_BYTES {
        let message = format!("the file has {} bytes; a definition has at most {MOST_BYTES}", text.len());
        findings.add(Finding::new(Code::TooLarge, &whole, message));
        return Node { place: whole, value: Value::Table(Table::default()) };
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let place = Place { file, span: error.span().unwrap_or(0..0) };
        findings.add(Finding::new(Code::Syntax, &place, error.message()));
    }
    Node { place: whole, value: Value::Table(convert_table(table.get_ref(), file)) }
}

fn convert_table(table: &DeTable<'_>, file: usize) -> Table {
    let place = |span| Place { file, span };
    Table(
        table
            .iter()
            .map(|(key, value)| {
                let node = Node { place: place(value.span()), value: convert(value.get_ref(), file) };
                (key.get_ref().to_string(), (place(key.span()), node))
            })
            .collect(),
    )
}

fn convert(value: &DeValue<'_>, file: usize) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or(Value::Other("a number out of range"), Value::Whole),
        DeValue::Float(_) => Value::Other("a fraction"),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Datetime(_) => Value::Other("a date"),
        DeValue::Array(items) => Value::List(
            items
                .iter()
                .map(|item| Node {
                    place: Place { file, span: item.span() },
                    value: convert(item.get_ref(), file),
                })
                .collect(),
        ),
        DeValue::Table(table) => Value::Table(convert_table(table, file)),
    }
}

/// A definition over its base: what the definition says stands, the rest is the base's.
///
/// Lists of tables merge by id (stages by number, requirements by field, jumps by ground); a table of
/// tables merges member by member; everything else is replaced whole. `remove` deletes from the base.
pub fn merge(mut base: Table, over: Table, findings: &mut Findings) -> Table {
    if let Some(list) = over.list("remove") {
        for node in list {
            remove(&mut base, node, findings);
        }
    }
    for (key, (place, node)) in over.0 {
        if key == "remove" {
            continue;
        }
        let merged = match base.0.remove(&key) {
            Some((_, earlier)) => {
                Node { place: node.place, value: merge_values(earlier.value, node.value, findings) }
            }
            None => node,
        };
        base.0.insert(key, (place, merged));
    }
    base
}

fn merge_values(base: Value, over: Value, findings: &mut Findings) -> Value {
    match (base, over) {
        (Value::List(base), Value::List(over)) if is_of_tables(&base) && is_of_tables(&over) => {
            Value::List(merge_lists(base, over, findings))
        }
        (Value::Table(base), Value::Table(over)) if has_only_tables(&base) && has_only_tables(&over) => {
            Value::Table(merge(base, over, findings))
        }
        (_, over) => over,
    }
}

fn is_of_tables(list: &[Node]) -> bool {
    list.iter().all(|node| matches!(node.value, Value::Table(_)))
}

fn has_only_tables(table: &Table) -> bool {
    table.0.values().all(|(_, node)| matches!(node.value, Value::Table(_)))
}

fn merge_lists(mut base: Vec<Node>, over: Vec<Node>, findings: &mut Findings) -> Vec<Node> {
    for node in over {
        let Value::Table(table) = node.value else { continue };
        let identity = table.identity();
        let same = |known: &&mut Node| match &known.value {
            Value::Table(known) => identity.is_some() && known.identity() == identity,
            _ => false,
        };
        match base.iter_mut().find(same) {
            Some(Node { place, value: Value::Table(known) }) => {
                *known = merge(std::mem::take(known), table, findings);
                *place = node.place;
            }
            _ => base.push(Node { place: node.place, value: Value::Table(table) }),
        }
    }
    base
}

/// Deletes one thing from a table: `pathway.mash`, or `mash` where only one list has it.
fn remove(table: &mut Table, wanted: &Node, findings: &mut Findings) {
    let Value::Text(text) = &wanted.value else {
        let message = format!("‘remove’ lists ids, not {}", wanted.value.a_type());
        findings.add(Finding::new(Code::WrongType, &wanted.place, message));
        return;
    };
    let (kind, id) = text.split_once('.').map_or((None, text.as_str()), |(kind, id)| (Some(kind), id));
    let has =
        |node: &Node| matches!(&node.value, Value::Table(table) if table.identity().as_deref() == Some(id));
    let holders: Vec<String> = table
        .0
        .keys()
        .filter(|key| kind.is_none_or(|kind| kind == key.as_str()))
        .filter(|key| table.list(key).is_some_and(|list| list.iter().any(has)))
        .cloned()
        .collect();
    match &holders[..] {
        [] => {
            let known: Vec<String> = removable(table).collect();
            let finding =
                Finding::new(Code::UnknownRemoval, &wanted.place, format!("the base has no ‘{text}’"));
            findings.add(finding.did_you_mean(text, known.iter().map(String::as_str)));
        }
        [key] => {
            if let Some((_, Node { value: Value::List(list), .. })) = table.0.get_mut(key) {
                list.retain(|node| !has(node));
            }
        }
        several => {
            let forms: Vec<String> = several.iter().map(|key| format!("‘{key}.{id}’")).collect();
            let message = format!("‘{id}’ is several things in the base");
            findings.add(
                Finding::new(Code::BadValue, &wanted.place, message)
                    .hint(format!("say {}", forms.join(" or "))),
            );
        }
    }
}

fn removable(table: &Table) -> impl Iterator<Item = String> {
    table.0.iter().flat_map(|(key, (_, node))| {
        let list = if let Value::List(list) = &node.value { list.as_slice() } else { &[] };
        list.iter().filter_map(move |node| match &node.value {
            Value::Table(table) => Some(format!("{key}.{}", table.identity()?)),
            _ => None,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(base: &str, over: &str) -> (Table, Findings) {
        let mut findings = Findings::default();
        let over = parse("over", over, &mut findings);
        let base = parse("base", base, &mut findings);
        let (Value::Table(over), Value::Table(base)) = (over.value, base.value) else { panic!("not tables") };
        (merge(base, over, &mut findings), findings)
    }

    fn ids(table: &Table, key: &str) -> Vec<String> {
        table
            .list(key)
            .unwrap()
            .iter()
            .filter_map(|node| match &node.value {
                Value::Table(table) => table.identity(),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn lists_of_tables_merge_by_what_names_them() {
        let (table, findings) = merged(
            "[[stage]]\nnumber = 1\ntitle = 'a'\n[[stage]]\nnumber = 2\ntitle = 'b'\n",
            "[[stage]]\nnumber = 2\ntitle = 'c'\n[[stage]]\nnumber = 3\n",
        );
        assert_eq!(findings.list, []);
        assert_eq!(ids(&table, "stage"), ["1", "2", "3"]);
        let Value::Table(second) = &table.list("stage").unwrap()[1].value else { panic!("no table") };
        assert_eq!(second.0["title"].1.value, Value::Text("c".into()));
    }

    #[test]
    fn a_limit_and_an_array_of_text_are_replaced_whole() {
        let (table, _) = merged(
            "limit = { kind = 'hours', amount = 2 }\nholders = ['a', 'b']\n",
            "limit = { kind = 'stated' }\nholders = ['c']\n",
        );
        let Value::Table(limit) = &table.0["limit"].1.value else { panic!("no table") };
        assert_eq!(limit.0.keys().collect::<Vec<_>>(), ["kind"]);
        assert_eq!(table.list("holders").unwrap().len(), 1);
    }

    #[test]
    fn remove_deletes_by_name_and_says_what_it_cannot_find() {
        let base = "[[pathway]]\nid = 'mash'\n[[pathway]]\nid = 'general'\n[[category]]\nid = 'general'\n";
        let (table, findings) = merged(base, "remove = ['mash']");
        assert_eq!(findings.list, []);
        assert_eq!(ids(&table, "pathway"), ["general"]);
        let (_, findings) = merged(base, "remove = ['general', 'pathway.mush']");
        assert_eq!(findings.list.len(), 2);
        assert_eq!(findings.list[0].hint.as_deref(), Some("say ‘category.general’ or ‘pathway.general’"));
        assert_eq!(findings.list[1].hint.as_deref(), Some("did you mean ‘pathway.mash’?"));
    }

    #[test]
    fn every_syntax_error_is_found() {
        let mut findings = Findings::default();
        parse("bad", "a = \nb = 1\nc = [1,,2]\nd = 'x", &mut findings);
        assert!(findings.list.len() >= 3, "{:?}", findings.list);
    }
}
