import Documents
import Testing

@Suite("Quantities")
struct QuantityTests {
    @Test(
        "quantities of one value are equal however they are written",
        arguments: [
            ["1024Mi", "1Gi", "1073741824", "1073741824000m", "1073741824.0", "+1Gi", "0001Gi", "1073.741824M"],
            ["1", "1000m", "1e0", "1.", "01.00", "1000000u", "1000000000n", "10e-1", "0.1E1"],
            ["0.5", "500m", ".5", "5e-1", "0.500"], ["1k", "1000", "1e3", "1E3"], ["1E", "1e18", "1000P"],
            ["0", "0Ki", "-0", "0.000", "0e99"], ["1.5Ki", "1536"], ["0.1Ki", "102.4", "102400m"],
            // Finer than nano is rounded away from zero; above 2^63-1 is capped.
            ["0.0000000001", "1n", "0.1n", "1e-300"], ["9223372036854775807", "1e19", "8Ei", "1e999999999"],
        ])
    func equality(texts: [String]) throws {
        let first = try #require(Quantity(texts[0]))
        for text in texts { #expect(Quantity(text) == first, "\(text)") }
    }

    @Test("quantities are ordered by value")
    func order() throws {
        let texts = [
            "-1Gi", "-1", "-1n", "0", "1n", "1u", "1m", "999m", "1", "1k", "1Ki", "1M", "1Mi", "1G", "1Gi", "7Ei",
            "8Ei",
        ]
        let values = try texts.map { try #require(Quantity($0)) }
        #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
        #expect(values[0].isNegative && !values[3].isNegative)
    }

    @Test(
        "what Kubernetes refuses is none",
        arguments: [
            "", " ", "1 ", " 1", "Mi", ".", "-", "+", "1..2", "1.2.3", "512Mb", "1GB", "1K", "1ki", "1mi", "1e", "1E+",
            "1e1.5", "1Mi5", "0x10", "1,5", "--1", "1 Gi", "∞", "١", "1e99999999999999", "1MiB", "NaN",
        ])
    func refused(text: String) {
        #expect(Quantity(text) == nil)
    }

    @Test("long texts are exact and cheap")
    func longTexts() throws {
        let zeros = String(repeating: "0", count: 100_000)
        #expect(Quantity(zeros + "1") == Quantity("1"))
        #expect(Quantity("1." + zeros) == Quantity("1"))
        #expect(try #require(Quantity("1." + zeros + "1")) > #require(Quantity("1")))
        #expect(Quantity("1" + zeros) == Quantity("9223372036854775807"))
        #expect(Quantity("0." + zeros + "1E") == Quantity("1n"))
        #expect(Quantity("1" + zeros + "e-100000") == Quantity("1"))
    }
}
