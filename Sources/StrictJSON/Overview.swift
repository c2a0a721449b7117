// StrictJSON: JSON (RFC 8259) whose faults have a line and a column, and whose text is the same in
// every run.
//
// Owns: the parser (`JSONParser`), which keeps the position of every value and key (`JSONNode`), and
// the writer (`JSONText`). Read `JSONNode.swift` first.
//
// Never: reads files, decodes into types, forgives.
