import Kernels

/// The nodes and tensors of an ONNX graph under construction.
///
/// Field numbers are those of onnx.proto3 of the ONNX project.
struct OnnxGraph {
  enum ElementType: Int {
    case float = 1
    case int32 = 6
    case int64 = 7
  }

  enum Attribute {
    case integer(Int)
    case integers([Int])
    case text(String)
    case tensor(ProtobufMessage)
  }

  private var message = ProtobufMessage()
  private var tensors: [ProtobufMessage] = []
  private var count = 0

  // MARK: - Nodes

  /// Adds a node and returns the name of its only output, or of the first of several.
  @discardableResult
  mutating func node(
    _ operation: String, _ inputs: [String], _ attributes: [(String, Attribute)] = [],
    output: String? = nil
  ) -> String {
    nodes(operation, inputs, attributes, outputs: [output ?? nextName(operation)])[0]
  }

  /// Adds a node with several outputs; an empty name leaves one out.
  @discardableResult
  mutating func nodes(
    _ operation: String, _ inputs: [String], _ attributes: [(String, Attribute)] = [],
    outputs: [String]
  ) -> [String] {
    var node = ProtobufMessage()
    for input in inputs { node.add(1, input) }
    for output in outputs { node.add(2, output) }
    node.add(3, "node\(count)")
    node.add(4, operation)
    for (name, attribute) in attributes { node.add(5, Self.attribute(name, attribute)) }
    message.add(1, node)
    count += 1
    return outputs
  }

  func nextName(_ operation: String) -> String { "\(operation.lowercased())\(count)" }

  private static func attribute(_ name: String, _ value: Attribute) -> ProtobufMessage {
    var message = ProtobufMessage()
    message.add(1, name)
    switch value {
    case .integer(let number):
      message.add(3, number)
      message.add(20, 2)
    case .text(let text):
      message.add(4, text)
      message.add(20, 3)
    case .tensor(let tensor):
      message.add(5, tensor)
      message.add(20, 4)
    case .integers(let numbers):
      for number in numbers { message.add(8, number) }
      message.add(20, 7)
    }
    return message
  }

  // MARK: - Tensors

  /// A matrix under a name, with its own shape or another one of as many numbers.
  @discardableResult
  mutating func tensor(_ name: String, _ matrix: Matrix, shape: [Int]? = nil) -> String {
    var tensor = Self.opening(shape ?? [matrix.rows, matrix.columns], .float, name)
    tensor.add(9, matrix)
    tensors.append(tensor)
    return name
  }

  @discardableResult
  mutating func tensor(_ name: String, _ values: [Float], shape: [Int]) -> String {
    var tensor = Self.opening(shape, .float, name)
    tensor.add(9, floats: values)
    tensors.append(tensor)
    return name
  }

  @discardableResult
  mutating func tensor(
    _ name: String, _ values: [Int], shape: [Int], as type: ElementType = .int64
  ) -> String {
    tensors.append(Self.integers(name, values, shape: shape, as: type))
    return name
  }

  static func integers(
    _ name: String?, _ values: [Int], shape: [Int], as type: ElementType
  ) -> ProtobufMessage {
    var tensor = opening(shape, type, name)
    tensor.add(
      9,
      values.flatMap { value in
        type == .int32
          ? withUnsafeBytes(of: Int32(value).littleEndian) { Array($0) }
          : withUnsafeBytes(of: Int64(value).littleEndian) { Array($0) }
      })
    return tensor
  }

  private static func opening(
    _ shape: [Int], _ type: ElementType, _ name: String?
  ) -> ProtobufMessage {
    var tensor = ProtobufMessage()
    for side in shape { tensor.add(1, side) }
    tensor.add(2, type.rawValue)
    if let name { tensor.add(8, name) }
    return tensor
  }

  // MARK: - The whole

  enum Side {
    case named(String)
    case fixed(Int)
  }

  /// A value that goes in or comes out.
  static func value(_ name: String, _ type: ElementType, _ sides: [Side]) -> ProtobufMessage {
    var shape = ProtobufMessage()
    for side in sides {
      var dimension = ProtobufMessage()
      switch side {
      case .fixed(let size): dimension.add(1, size)
      case .named(let name): dimension.add(2, name)
      }
      shape.add(1, dimension)
    }
    var tensor = ProtobufMessage()
    tensor.add(1, type.rawValue)
    tensor.add(2, shape)
    var kind = ProtobufMessage()
    kind.add(1, tensor)
    var value = ProtobufMessage()
    value.add(1, name)
    value.add(2, kind)
    return value
  }

  /// The graph between values that go in and come out.
  func graph(
    _ name: String, inputs: [ProtobufMessage], outputs: [ProtobufMessage], about: String
  ) -> ProtobufMessage {
    var graph = message
    graph.add(2, name)
    for tensor in tensors { graph.add(5, tensor) }
    graph.add(10, about)
    for input in inputs { graph.add(11, input) }
    for output in outputs { graph.add(12, output) }
    return graph
  }
}
