import Testing

/// The other tests of this target are only as good as this reading of the sources.
@Suite struct SwiftCodeTests {
    @Test func importsAreReadInEveryForm() {
        let code = SwiftCode(
            """
            import One
            @testable import Two
            public import struct Three.Member
            @preconcurrency private import Four
              import Five; let x = 1
            // import Comment
            /* import Block
            import StillBlock */
            let text = "
            import InString"
            """)
        #expect(code.importedModules == ["One", "Two", "Three", "Four", "Five"])
    }

    @Test func commentsAndStringsAreBlankAndLinesStay() {
        let code = SwiftCode(
            """
            let a = "try! x" // try! y
            /* try! /* try! */ try! */ let b = 1
            let c = #"a " try! "#; let d = \"\"\"
            try!
            \"\"\"
            try! f()
            """)
        #expect(code.lines(containing: "try!") == [6])
        #expect(code.lines.count == 6)
    }

    @Test func anEscapedQuoteDoesNotEndAString() {
        #expect(SwiftCode(#"let a = "\" as! "; b"#).lines(containing: "as!").isEmpty)
        #expect(SwiftCode(#"let a = "\\"; b as! C"#).lines(containing: "as!") == [1])
    }
}
