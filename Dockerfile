# The image of the controller: the operator, the libraries that it loads, certificate authorities. No shell, no root.
#
#   docker build -t persistence-operator .
FROM swift:6.3-bookworm AS build
WORKDIR /source
COPY . .
RUN scripts/setup && scripts/image-root /image

FROM scratch
COPY --from=build /image /
USER 65532:65532
ENTRYPOINT ["/usr/bin/operator"]
CMD ["run"]
