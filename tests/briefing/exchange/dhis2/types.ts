// What DHIS2 says of itself in two versions, by name of what is given out. The test adds payloads beneath.
import type { Dhis2Api } from "dhis2-openapi";

type Version = "v40" | "v41";
type Data<V extends Version> = Dhis2Api<V>["api"]["data"];
type Metadata<V extends Version> = Dhis2Api<V>["api"]["metadata"];
type Sent<F extends (...given: any) => any> = NonNullable<NonNullable<Parameters<F>[0]>["body"]>;

// Where values and metadata are taken in, the document leaves the type of the body open: these are the types of what
// goes out by the same names.
type Given<V extends Version> = {
    values: Awaited<ReturnType<Data<V>["aggregateDataExchangeGetSourceDataValueSets"]>>[number];
    metadata: {
        organisationUnits: Sent<Metadata<V>["organisationUnitPostJsonObjectPostXmlObject"]>[];
        dataElements: Sent<Metadata<V>["dataElementPostJsonObjectPostXmlObject"]>[];
        dataSets: Sent<Metadata<V>["dataSetPostJsonObjectPostXmlObject"]>[];
    };
};
