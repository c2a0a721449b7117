import StrictJSON

/// The JSON Schema of the pipeline file, made from the tables of the stages.
///
/// It holds what a schema can say: keys, types, ranges, defaults. Whether names lead anywhere, keys
/// fit each other and inputs exist is for the checker.
public enum PipelineSchema {
  /// The schema as text to print (JSON Schema, draft 2020-12).
  public static var text: String { schema.pretty }

  package static var schema: JSONText {
    [
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "Lexigate pipeline",
      "type": "object",
      "required": ["pipeline", "stages"],
      "additionalProperties": false,
      "properties": [
        "$schema": ["type": "string"],
        "pipeline": [
          "description": "The name of the pipeline, and of the folder its run writes into.",
          "type": "string",
          "pattern": .string(StageName.pattern),
        ],
        "description": [
          "description": "What the pipeline is for, in words.", "type": "string",
        ],
        "seed": [
          "description": "The number that every random choice of the run is derived from.",
          "type": "integer", "minimum": 0, "maximum": .integer(PipelineDraft.largestSeed),
          "default": 1,
        ],
        "stages": [
          "description":
            "The stages by name. They name each other, so they may stand in any order.",
          "type": "object",
          "minProperties": 1,
          "propertyNames": ["pattern": .string(StageName.pattern)],
          "additionalProperties": ["$ref": "#/$defs/stage"],
        ],
      ],
      "$defs": .object(
        JSONObject([("stage", anyStage)] + StageKind.allCases.map { ($0.rawValue, stage($0)) })),
    ]
  }

  /// A stage of any kind: `stage` decides which of the definitions holds, so that an editor
  /// complains about one kind only.
  private static var anyStage: JSONText {
    let kinds = StageKind.allCases.map { JSONText.string($0.rawValue) }
    return [
      "type": "object",
      "required": ["stage"],
      "properties": ["stage": ["enum": .array(kinds)]],
      "allOf": .array(
        kinds.map { kind in
          [
            "if": ["properties": ["stage": ["const": kind]], "required": ["stage"]],
            "then": ["$ref": "#/$defs/\(name(kind))"],
          ]
        }),
    ]
  }

  private static func name(_ kind: JSONText) -> String {
    if case .string(let name) = kind { name } else { "" }
  }

  private static func stage(_ kind: StageKind) -> JSONText {
    var properties: JSONObject = ["stage": ["const": .string(kind.rawValue)]]
    for key in kind.keys { properties[key.name] = property(key) }
    let required = ["stage"] + kind.keys.filter(\.isRequired).map(\.name)
    return [
      "description": .string(kind.purpose),
      "type": "object",
      "required": .array(required.map(JSONText.string)),
      "additionalProperties": false,
      "properties": .object(properties),
    ]
  }

  private static func property(_ key: KeyDescription) -> JSONText {
    var object: JSONObject = ["description": .string(key.documentation)]
    for member in schema(of: key.shape).members { object[member.key] = member.value }
    if let value = key.defaultValue, value != .null { object["default"] = value }
    return .object(object)
  }

  private static func schema(of shape: Shape) -> JSONObject {
    switch shape {
    case .flag: return ["type": "boolean"]
    case .integer(let bounds): return schema(of: bounds, type: "integer")
    case .number(let bounds): return schema(of: bounds, type: "number")
    case .text, .path: return ["type": "string", "minLength": 1]
    case .choice(let choices): return ["enum": .array(choices.map(JSONText.string))]
    case .reference: return ["type": "string", "pattern": .string(StageName.pattern)]
    case .list(let entry, let distinct):
      var object: JSONObject = ["type": "array", "minItems": 1]
      if distinct { object["uniqueItems"] = true }
      object["items"] = .object(schema(of: entry))
      return object
    case .object(let fields):
      return [
        "type": "object",
        "minProperties": 1,
        "required": .array(fields.filter(\.isRequired).map { .string($0.name) }),
        "additionalProperties": false,
        "properties": .object(
          JSONObject(fields.map { ($0.name, .object(schema(of: $0.shape))) })),
      ]
    case .oneOf(let shapes):
      return ["anyOf": .array(shapes.map { .object(schema(of: $0)) })]
    case .optional(let shape):
      return ["anyOf": [.object(schema(of: shape)), ["type": "null"]]]
    }
  }

  private static func schema(of bounds: Shape.Bounds, type: JSONText) -> JSONObject {
    var object: JSONObject = ["type": type]
    object[bounds.excludesLeast ? "exclusiveMinimum" : "minimum"] = .number(bounds.least)
    if bounds.most.isFinite {
      object[bounds.excludesMost ? "exclusiveMaximum" : "maximum"] = .number(bounds.most)
    }
    return object
  }
}
