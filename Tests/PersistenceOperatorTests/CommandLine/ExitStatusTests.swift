import Testing

@testable import PersistenceOperator

@Suite("Exit statuses")
struct ExitStatusTests {
    @Test(
        "where several apply, the first in order counts",
        arguments: [
            ([], 0), ([.success], 0), ([.changes, .tryAgain], 75), ([.tryAgain, .held], 2),
            ([.held, .rolloutFailed], 3),
            ([.rolloutFailed, .unavailable], 69), ([.unavailable, .notPermitted], 77),
            ([.notPermitted, .invalidSpec], 65),
            ([.invalidSpec, .internalError], 70), ([.success, .changes], 1),
        ] as [([PersistenceOperator.ExitStatus], Int32)])
    func precedence(statuses: [PersistenceOperator.ExitStatus], code: Int32) {
        #expect(PersistenceOperator.ExitStatus.combined(statuses).rawValue == code)
        #expect(PersistenceOperator.ExitStatus.combined(statuses.reversed()).rawValue == code)
    }
}
