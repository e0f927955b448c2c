import BusClients
import WriterSpecs

extension EndpointReading {
    /// Says what is missing where a spec has Google credentials come out of AWS (`use_aws_pool_for_google_adc`) and this process has
    /// none: the field tells neither the pool nor the account, which stand in a credential configuration.
    func advising(_ spec: ResolvedSpec) -> EndpointReading {
        let usesGoogle = spec.backend == .pubSub || spec.document.common.secretClient == .gcp
        guard reason == .credentialsMissing, usesGoogle, spec.document.common.useAWSPoolForGoogleADC == true else {
            return self
        }
        var reading = self
        reading.message +=
            "; the spec has them come from an AWS pool (use_aws_pool_for_google_adc), whose configuration is missing"
        reading.action =
            "make it (gcloud iam workload-identity-pools create-cred-config PROVIDER --aws --output-file=FILE), mount it, and set GOOGLE_APPLICATION_CREDENTIALS to it"
        return reading
    }
}
