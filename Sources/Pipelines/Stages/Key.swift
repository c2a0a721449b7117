import StrictJSON

/// One key of a stage: a row of the table that the decoder, the checker, the JSON Schema and the
/// help of a stage all read.
///
///     Key("dimensions", \.dimensions, .integer(1...4096), "Numbers in a word's vector.")
///
/// The key path ties the row to a field of the stage, and the form to the type of that field, so a
/// row that does not fit its field does not compile.
public struct Key<Settings: PipelineStage>: Sendable {
  public let about: KeyDescription
  let read: @Sendable (JSONNode, inout Settings, inout StageReading) -> Void
  let write: @Sendable (Settings) -> JSONText
  let references: @Sendable (Settings) -> [StageName]
  let paths: @Sendable (Settings) -> [InputPath]

  /// A row of the table.
  ///
  /// `shown` is the default to show where the field's own default says less than the truth: a field
  /// that is nil until another key decides.
  init<Value>(
    _ name: String, _ field: WritableKeyPath<Settings, Value> & Sendable, _ form: Form<Value>,
    required: Bool = false, shown: JSONText? = nil, _ documentation: String
  ) {
    about = KeyDescription(
      name: name, documentation: documentation, shape: form.shape, isRequired: required,
      defaultValue: required ? nil : shown ?? form.write(Settings()[keyPath: field]))
    read = { node, settings, reading in
      if let value = form.read(node, name, &reading) { settings[keyPath: field] = value }
    }
    write = { form.write($0[keyPath: field]) }
    references = { form.references($0[keyPath: field]) }
    paths = { form.paths($0[keyPath: field]) }
  }
}

/// What there is to tell about a key, whatever the stage it belongs to.
public struct KeyDescription: Hashable, Sendable {
  public let name: String
  /// One or two sentences.
  public let documentation: String
  public let shape: Shape
  public let isRequired: Bool
  /// Nil for a required key; null where nothing is the default.
  public let defaultValue: JSONText?
}
