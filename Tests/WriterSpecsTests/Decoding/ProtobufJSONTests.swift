import Documents
import Testing

@testable import WriterSpecs

@Suite("protobuf JSON rules")
struct ProtobufJSONTests {
    private func read(_ text: String) -> SpecReading { SpecReader.read(Array(text.utf8)) }

    @Test("camelCase is the same field")
    func camelCase() throws {
        let reading = read(
            """
            {"commonPersistenceSpecs": {"namespace": "ns", "serviceAccountName": "sa",
             "resultBusOnlineStoreSubscriptionId": "online", "busWriterImagePython": "x"},
             "apiServerHost": "h", "redisLightningSupportsHasMany": true,
             "writers": [{"busSubscriberType": "ONLINE_WRITER", "request": {"cpu": "1", "ephemeralStorage": "1Gi"},
               "hpaSpecs": {"hpaMinReplicas": 0}, "loadWriterConfigmap": true}]}
            """)
        #expect(reading.diagnostics.map(\.summary) == [])
        let writer = try #require(reading.document?.writers.first)
        #expect(writer.request.ephemeralStorage == "1Gi")
        #expect(writer.hpa?.minReplicas == 0)
        #expect(writer.loadWriterConfigMap == true)
        #expect(
            writer.positions.provenance(of: "request.ephemeral_storage").description.hasSuffix(
                "request.ephemeralStorage"))
        #expect(reading.document?.common.busFields[.resultBusOnlineSubscription] == "online")
    }

    @Test("a field under two spellings is given twice")
    func twoSpellings() {
        let reading = read(#"{"api_server_host":"a","apiServerHost":"b","writers":[{"name":"x","name":"y"}]}"#)
        #expect(
            reading.finding("duplicate-field", at: "apiServerHost")?.message.contains("as 'api_server_host'") == true)
        #expect(reading.finding("duplicate-field", at: "writers[0].name")?.message.contains("first at 1:") == true)
        #expect(reading.document?.apiServerHost == "a")
    }

    @Test("null is absent, in objects and arrays of objects")
    func null() throws {
        let reading = read(
            #"{"common_persistence_specs":{"namespace":"n","service_account_name":"s"},"api_server_host":null,"writers":null}"#
        )
        #expect(reading.diagnostics.map(\.summary) == [])
        #expect(reading.document?.apiServerHost == nil)
        let element = read(#"{"writers":[null]}"#)
        #expect(element.finding("wrong-type", at: "writers[0]") != nil)
    }

    @Test(
        "integers may be text, have a fraction of zero or an exponent",
        arguments: [
            ("5", 5), ("\"5\"", 5), ("5.0", 5), ("1e2", 100), ("\"1e2\"", 100), ("1.5e1", 15), ("100e-2", 1), ("-0", 0),
            ("0e99", 0), ("2147483647", 2_147_483_647), ("2.147483647E9", 2_147_483_647), ("null", nil),
        ] as [(String, Int64?)])
    func integers(text: String, value: Int64?) {
        let reading = read(#"{"writers":[{"max_batch_size":\#(text)}]}"#)
        #expect(reading.document?.writers.first?.maxBatchSize == value)
        #expect(!reading.diagnostics.contains { $0.path.hasSuffix("max_batch_size") })
    }

    @Test(
        "other numbers are no integers",
        arguments: [
            ("1.5", ProtobufInteger.Problem.fraction), ("1e-1", .fraction), ("2147483648", .outOfRange),
            ("-2147483649", .outOfRange), ("1e400", .outOfRange), ("1e99999999999", .outOfRange), ("", .notANumber),
            ("-", .notANumber), (" 5", .notANumber), ("5x", .notANumber), ("1e", .notANumber), (".5", .notANumber),
            ("+5", .notANumber), ("0x5", .notANumber), ("e5", .notANumber), ("--5", .notANumber),
        ])
    func notIntegers(text: String, problem: ProtobufInteger.Problem) {
        #expect(throws: problem) { try ProtobufInteger.value(of: text) }
    }

    @Test("absent and 0 are apart where the schema tells them apart")
    func zero() {
        let zero = read(#"{"writers":[{"hpa_specs":{"hpa_min_replicas":0,"hpa_max_replicas":0}}]}"#)
        #expect(zero.document?.writers.first?.hpa?.minReplicas == 0)
        #expect(zero.document?.writers.first?.hpa?.maxReplicas == 0)
        let absent = read(#"{"writers":[{"hpa_specs":{}}]}"#)
        #expect(absent.document?.writers.first?.hpa == HPASpec())
        #expect(read(#"{"writers":[{}]}"#).document?.writers.first?.hpa == nil)
        #expect(read(#"{"writers":[{"gke_spot":false}]}"#).document?.writers.first?.gkeSpot == false)
    }

    @Test("an old name is read under the current one; the current one wins, and a different value is an error")
    func oldNames() {
        let common = { (fields: String) in
            self.read(#"{"common_persistence_specs":{"namespace":"n","service_account_name":"s",\#(fields)}}"#)
        }
        let old = common(#""bigquery_upload_bucket":"s3://old-data""#)
        #expect(old.document?.common.busFields[.uploadBucket] == "s3://old-data")
        #expect(old.codes == ["deprecated-field"])
        #expect(
            old.document?.common.positions.provenance(of: "bq_upload_bucket").description.hasSuffix(
                "common_persistence_specs.bigquery_upload_bucket") == true)
        let same = common(#""bq_upload_bucket":"s3://data","bigqueryUploadBucket":"s3://data""#)
        #expect(same.codes == ["deprecated-field"])
        let other = common(#""bigquery_upload_bucket":"s3://old-data","bq_upload_bucket":"s3://data""#)
        #expect(other.codes == ["deprecated-field", "conflicting-fields"])
        #expect(other.document?.common.busFields[.uploadBucket] == "s3://data")
        let empty = common(#""bq_upload_bucket":"","bigquery_upload_bucket":"s3://old-data""#)
        #expect(empty.document?.common.busFields[.uploadBucket] == "s3://old-data")
        let twice = common(#""bigquery_upload_topic":"abc","bigqueryUploadTopic":"abc""#)
        #expect(twice.codes == ["deprecated-field", "duplicate-field"])
    }
}
