import Foundation
import Serving
import Synchronization
import Testing

@Suite struct ConnectionListTests {
  final class Guest: Sendable {
    let isAdmitted = Atomic(false)
    var name: ObjectIdentifier { ObjectIdentifier(self) }
  }

  @Test func letsInAsManyAsItMay() {
    let list = ConnectionList<Guest>(most: 2)
    let guests = (0..<4).map { _ in Guest() }
    #expect(!list.admit(guests[0], as: guests[0].name))
    list.open()
    #expect(list.admit(guests[0], as: guests[0].name))
    #expect(list.admit(guests[1], as: guests[1].name))
    #expect(!list.admit(guests[2], as: guests[2].name))
    list.leave(guests[2].name)
    #expect(!list.admit(guests[2], as: guests[2].name))
    list.leave(guests[0].name)
    #expect(list.admit(guests[2], as: guests[2].name))
    #expect(Set(list.close().map(\.name)) == [guests[1].name, guests[2].name])
    for guest in guests { list.leave(guest.name) }
    #expect(!list.admit(guests[3], as: guests[3].name))
    #expect(list.close().isEmpty)
    list.open()
    #expect(list.admit(guests[3], as: guests[3].name))
  }

  /// Guests that come while the door is being shut: handed out, or never let in.
  @Test func nobodyIsLeftInside() {
    for _ in 0..<200 {
      let list = ConnectionList<Guest>(most: .max)
      list.open()
      let guests = (0..<300).map { _ in Guest() }
      let handedOut = Mutex<[ObjectIdentifier]>([])
      DispatchQueue.concurrentPerform(iterations: 3) { part in
        if part == 2 {
          let names = list.close().map(\.name)
          handedOut.withLock { $0 = names }
        } else {
          for guest in guests[part * 150..<(part + 1) * 150] {
            guest.isAdmitted.store(list.admit(guest, as: guest.name), ordering: .relaxed)
          }
        }
      }
      let inside = guests.filter { $0.isAdmitted.load(ordering: .relaxed) }.map(\.name)
      #expect(Set(inside) == Set(handedOut.withLock { $0 }))
    }
  }
}
