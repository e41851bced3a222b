using System.Text.Json;
using System.Text.Json.Serialization;
using Mote.Data.Import;

namespace Mote.Workflows;

/// <summary>What <c>mote data</c> tells, as JSON.</summary>
public static class DataJson
{
    public static string Print(ImportReport report) => JsonSerializer.Serialize(report, DataReportContext.Default.ImportReport) + "\n";

    public static string Print(DataReport report) => JsonSerializer.Serialize(report, DataReportContext.Default.DataReport) + "\n";
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(DataReport))]
internal sealed partial class DataReportContext : JsonSerializerContext;
