import StrictJSON

/// The JSON of a safetensors file, checked in itself.
struct SafetensorsHeader {
  /// What is wrong with a header, and where in its text.
  typealias Fault = StoreError.HeaderFault

  private(set) var metadata: [String: String] = [:]
  /// One behind the other: each begins where the one before it ends, the first at 0.
  private(set) var tensors: [SafetensorsFile.Tensor] = []

  init(_ text: [UInt8]) throws(Fault) {
    let root: JSONNode
    do throws(JSONFault) {
      root = try JSONParser.parse(text)
    } catch {
      throw Fault(error.position, .json(error.problem))
    }
    guard let members = root.members else {
      throw Fault(root.position, .form(what: "the header", expected: "an object"))
    }
    var places: [JSONPosition] = []
    for member in members {
      if member.key == "__metadata__" {
        metadata = try Self.strings(member.value)
      } else {
        tensors.append(try Self.tensor(member))
        places.append(member.keyPosition)
      }
    }
    // By where they begin; of those that begin together an empty one is the first.
    let order = tensors.indices.sorted { a, b in
      let (x, y) = (tensors[a].bytes, tensors[b].bytes)
      return (x.lowerBound, x.upperBound, a) < (y.lowerBound, y.upperBound, b)
    }
    var end = 0
    for index in order {
      let tensor = tensors[index]
      guard tensor.bytes.lowerBound == end else {
        throw Fault(
          places[index],
          .place(tensor.name, begin: tensor.bytes.lowerBound, expected: end))
      }
      end = tensor.bytes.upperBound
    }
    tensors = order.map { tensors[$0] }
  }

  private static func strings(_ node: JSONNode) throws(Fault) -> [String: String] {
    guard let members = node.members else {
      throw Fault(node.position, .form(what: "\"__metadata__\"", expected: "an object"))
    }
    var strings: [String: String] = [:]
    for member in members {
      guard let string = member.value.string else {
        throw Fault(
          member.value.position,
          .form(what: "\(quoted(member.key)) of \"__metadata__\"", expected: "a string"))
      }
      strings[member.key] = string
    }
    return strings
  }

  private static func tensor(_ member: JSONMember) throws(Fault) -> SafetensorsFile.Tensor {
    let name = member.key
    func wrong(_ position: JSONPosition, _ key: String?, _ expected: String) -> Fault {
      let what = key.map { "\"\($0)\" of tensor \(quoted(name))" } ?? "tensor \(quoted(name))"
      return Fault(position, .form(what: what, expected: expected))
    }
    let keys = ["dtype", "shape", "data_offsets"]
    guard let members = member.value.members, members.count == keys.count,
      keys.allSatisfy({ member.value[$0] != nil })
    else {
      throw wrong(
        member.value.position, nil,
        "an object with \"dtype\", \"shape\" and \"data_offsets\", and nothing else")
    }
    guard let typeNode = member.value["dtype"], let shapeNode = member.value["shape"],
      let placeNode = member.value["data_offsets"]
    else { preconditionFailure("all keys are there") }
    guard let type = typeNode.string.flatMap(TensorType.init) else {
      let known = TensorType.allCases.map(\.rawValue).joined(separator: ", ")
      throw wrong(typeNode.position, "dtype", "one of \(known)")
    }
    func numbers(_ node: JSONNode, _ key: String, _ expected: String) throws(Fault) -> [Int] {
      guard let elements = node.elements else { throw wrong(node.position, key, expected) }
      var numbers: [Int] = []
      for element in elements {
        // Plain digits only: what others read as a fraction or an exponent has no place here.
        guard case .number(_, let text) = element.value, let number = Int(text),
          text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
        else { throw wrong(element.position, key, expected) }
        numbers.append(number)
      }
      return numbers
    }
    let shape = try numbers(shapeNode, "shape", "whole numbers, 0 or more, that an Int can hold")
    let places = try numbers(
      placeNode, "data_offsets", "two whole numbers, the second not below the first")
    guard places.count == 2, places[0] <= places[1] else {
      throw wrong(
        placeNode.position, "data_offsets", "two whole numbers, the second not below the first")
    }
    var size = type.width
    // A dimension of 0 makes an empty tensor, however large the others are.
    for side in shape.contains(0) ? [0] : shape {
      let (product, overflows) = size.multipliedReportingOverflow(by: side)
      if overflows {
        throw wrong(shapeNode.position, "shape", "sizes whose product an Int can hold")
      }
      size = product
    }
    guard places[1] - places[0] == size else {
      throw Fault(
        placeNode.position, .size(name, found: places[1] - places[0], expected: size))
    }
    return SafetensorsFile.Tensor(
      name: name, type: type, shape: shape, bytes: places[0]..<places[1])
  }
}
