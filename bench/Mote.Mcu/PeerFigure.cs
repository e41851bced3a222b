using System.Text.Json;

namespace Mote.Mcu;

/// <summary>What somebody else's program takes. An entry of peers.json.</summary>
/// <param name="Model">Name of the model's folder.</param>
/// <param name="Target">As Mote names it.</param>
/// <param name="Figure">instructions, flash or ram.</param>
/// <param name="Value">Instructions an inference, or bytes.</param>
/// <param name="Source">Whose.</param>
internal sealed record PeerFigure(string Model, string Target, string Figure, long Value, string Source)
{
    public static IReadOnlyList<PeerFigure> Read(string path) =>
        JsonSerializer.Deserialize<PeerFigure[]>(File.ReadAllText(path), JsonSerializerOptions.Web) ?? [];
}
