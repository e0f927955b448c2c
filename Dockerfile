# The image of the controller: the operator, the libraries that it loads, certificate authorities. No shell, no root.
#
#   docker build -t persistence-operator .
FROM swift:6.3-bookworm AS build
WORKDIR /source
COPY . .
RUN scripts/setup && scripts/image-root --assemble /image

FROM scratch
COPY --from=build /image /
USER 65532:65532
# A library that is missing ends the build here.
RUN ["/usr/bin/operator", "--version"]
ENTRYPOINT ["/usr/bin/operator"]
CMD ["run"]
