using Mote.Core.Types;

namespace Mote.Compiler.Emission;

/// <summary>All constants of a program under their names in C; equal ones once.</summary>
internal sealed partial class ConstantPool
{
    private readonly Dictionary<(string CType, string Content), string> _names = [];
    private readonly HashSet<string> _taken = [];
    private readonly List<(string Name, string CType, Tensor Data)> _constants = [];

    public IReadOnlyList<(string Name, string CType, Tensor Data)> Constants => _constants;

    public int Bytes => _constants.Sum(c => c.Data.Type.Bytes) + CodedBytes;

    /// <param name="preferred">The name, if there is no equal constant yet and no other has it.</param>
    /// <param name="data">The content.</param>
    public string Name(string preferred, Tensor data)
    {
        var cType = Lowering.NodeLowering.CType(data.Type.Element);
        var key = (cType, Convert.ToBase64String(data.Bytes));
        if (_names.TryGetValue(key, out var name)) return name;
        var unique = Unique(preferred);
        _constants.Add((unique, cType, data));
        return _names[key] = unique;
    }

    /// <summary>A step with several calls may have more than one constant of a name.</summary>
    private string Unique(string preferred)
    {
        var unique = preferred;
        for (var i = 1; !_taken.Add(unique); i++) unique = $"{preferred}_{i}";
        return unique;
    }
}
