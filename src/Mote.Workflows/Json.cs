using System.Text.Json;
using System.Text.Json.Serialization;
using Mote.Workflows.Compressing;
using Mote.Workflows.Fitting;

namespace Mote.Workflows;

/// <summary>Reports as JSON: camel case, indented, absent figures as null.</summary>
public static class Json
{
    public static string Print(AnomalyReport report) => JsonSerializer.Serialize(report, ReportContext.Default.AnomalyReport) + "\n";

    public static string Print(BudgetReport report) => JsonSerializer.Serialize(report, ReportContext.Default.BudgetReport) + "\n";

    public static string Print(CompileReport report) => JsonSerializer.Serialize(report, ReportContext.Default.CompileReport) + "\n";

    public static string Print(CompressReport report) => JsonSerializer.Serialize(report, ReportContext.Default.CompressReport) + "\n";

    public static string Print(ConvertReport report) => JsonSerializer.Serialize(report, ReportContext.Default.ConvertReport) + "\n";

    public static string Print(DiffReport report) => JsonSerializer.Serialize(report, ReportContext.Default.DiffReport) + "\n";

    public static string Print(EvaluateReport report) => JsonSerializer.Serialize(report, ReportContext.Default.EvaluateReport) + "\n";

    public static string Print(ExplainReport report) => JsonSerializer.Serialize(report, ReportContext.Default.ExplainReport) + "\n";

    public static string Print(FitReport report) => JsonSerializer.Serialize(report, ReportContext.Default.FitReport) + "\n";

    public static string Print(FoldsReport report) => JsonSerializer.Serialize(report, ReportContext.Default.FoldsReport) + "\n";

    public static string Print(InspectReport report) => JsonSerializer.Serialize(report, ReportContext.Default.InspectReport) + "\n";

    public static string Print(MeasureReport report) => JsonSerializer.Serialize(report, ReportContext.Default.MeasureReport) + "\n";

    public static string Print(QuantizeReport report) => JsonSerializer.Serialize(report, ReportContext.Default.QuantizeReport) + "\n";

    public static string Print(SharedReport report) => JsonSerializer.Serialize(report, ReportContext.Default.SharedReport) + "\n";

    public static string Print(TrainReport report) => JsonSerializer.Serialize(report, ReportContext.Default.TrainReport) + "\n";

    public static string Print(VerifyReport report) => JsonSerializer.Serialize(report, ReportContext.Default.VerifyReport) + "\n";

    public static string Print(IReadOnlyList<BoardReport> report) =>
        JsonSerializer.Serialize(report, ReportContext.Default.IReadOnlyListBoardReport) + "\n";

    public static string Print(IReadOnlyList<TargetReport> report) =>
        JsonSerializer.Serialize(report, ReportContext.Default.IReadOnlyListTargetReport) + "\n";
}

/// <summary>A target as <c>mote targets</c> lists it.</summary>
public sealed record TargetReport(string Name, string Summary, string InstructionSet, bool Ready);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AnomalyReport))]
[JsonSerializable(typeof(BudgetReport))]
[JsonSerializable(typeof(CompileReport))]
[JsonSerializable(typeof(CompressReport))]
[JsonSerializable(typeof(ConvertReport))]
[JsonSerializable(typeof(DiffReport))]
[JsonSerializable(typeof(EvaluateReport))]
[JsonSerializable(typeof(ExplainReport))]
[JsonSerializable(typeof(FitReport))]
[JsonSerializable(typeof(FoldsReport))]
[JsonSerializable(typeof(InspectReport))]
[JsonSerializable(typeof(MeasureReport))]
[JsonSerializable(typeof(QuantizeReport))]
[JsonSerializable(typeof(SharedReport))]
[JsonSerializable(typeof(TrainReport))]
[JsonSerializable(typeof(VerifyReport))]
[JsonSerializable(typeof(IReadOnlyList<BoardReport>))]
[JsonSerializable(typeof(IReadOnlyList<TargetReport>))]
internal sealed partial class ReportContext : JsonSerializerContext;
