import EmbeddingStore
import StrictJSON

extension Form<SubwordSettings> {
  /// `{"min": …, "max": …, "buckets": …}`, where a part that is not named has its default.
  static var subwords: Self {
    let length = Form<Int>.integer(1...SubwordSettings.longest)
    let buckets = Form<Int>.integer(SubwordSettings.bucketRange)
    let parts: [(name: String, form: Form<Int>)] = [
      ("min", length), ("max", length), ("buckets", buckets),
    ]
    let shape = Shape.object(
      parts.map { .init(name: $0.name, shape: $0.form.shape, isRequired: false) })
    return Self(
      shape: shape,
      read: { node, key, reading in
        guard let members = node.members, !members.isEmpty else {
          return reading.wrong(node, key, shape)
        }
        var values: [String: Int] = [:]
        var isSound = true
        for member in members {
          guard let part = parts.first(where: { $0.name == member.key }) else {
            reading.fault(
              member.keyPosition,
              .unknownKey(
                member.key, of: "\"\(key)\"", expected: parts.map(\.name),
                suggestion: nearest(to: member.key, among: parts.map(\.name))))
            isSound = false
            continue
          }
          values[part.name] = part.form.read(member.value, "\(key).\(part.name)", &reading)
          isSound = isSound && values[part.name] != nil
        }
        guard isSound else { return nil }
        let standard = SubwordSettings()
        let settings = SubwordSettings(
          min: values["min"] ?? standard.min, max: values["max"] ?? standard.max,
          buckets: values["buckets"] ?? standard.buckets)
        if settings.min > settings.max {
          // What the command line gives is to blame before the file that it was merged into.
          let position = members.map(\.value.position).filter { $0.source > 0 }.max()
          reading.fault(
            position ?? node.position,
            .above(
              key: "\(key).min", value: "\(settings.min)", limitKey: "\(key).max",
              limit: "\(settings.max)"))
          return nil
        }
        return settings
      },
      write: { settings in
        [
          "min": .integer(settings.min), "max": .integer(settings.max),
          "buckets": .integer(settings.buckets),
        ]
      })
  }
}
