using System.Text.Json.Serialization;

namespace Mote.Targets.Boards;

/// <summary>Data/*.json: chips, and boards with them.</summary>
internal sealed record BoardFile(ChipRow[] Chips, BoardRow[] Boards);

internal sealed record ChipRow(
    string Name, string Core, long ClockHz, int? FlashBytes, BoardMemory[] Ram, SupplyRange? Supply, double? Volts,
    double? ActiveMilliamps, double? AsleepMicroamps, double? WakeUpMicroseconds, FigureSource[] Sources);

/// <summary>Memory that is not given is the chip's.</summary>
internal sealed record BoardRow(
    string Name, string Title, string Vendor, string Chip, int? FlashBytes = null, BoardMemory[]? Ram = null,
    FigureSource[]? Sources = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(BoardFile))]
[JsonSerializable(typeof(Battery[]))]
[JsonSerializable(typeof(CoreRow[]))]
[JsonSerializable(typeof(PublishedTimes))]
internal sealed partial class BoardContext : JsonSerializerContext;
