using Mote.Compiler.Machine;
using Mote.Core;
using Mote.Core.Types;

namespace Mote.Compiler.Programs;

/// <summary>A member of a kernel's parameters: what stands in C after the member's name.</summary>
[Closed]
public abstract record CValue
{
    private protected CValue()
    {
    }

    public sealed record Int(int Value) : CValue;

    public sealed record Float(float Value) : CValue;

    public sealed record Ints(EquatableArray<int> Values) : CValue;

    public sealed record Struct(CParameters Members) : CValue;

    /// <summary>A pointer to a function in assembler.</summary>
    public sealed record Routine(MachineRoutine Function) : CValue;

    /// <summary>A pointer to a function of the kernel library.</summary>
    public sealed record Symbol(string Name) : CValue;

    public static implicit operator CValue(int value) => new Int(value);

    public static implicit operator CValue(float value) => new Float(value);

    public static implicit operator CValue(int[] values) => new Ints(EquatableArray.Create<int>(values));

    public static implicit operator CValue(CParameters members) => new Struct(members);

    public static implicit operator CValue(MachineRoutine function) => new Routine(function);
}

/// <summary>
/// The parameters of one kernel call, all known at compile time. Calls with equal kernel and parameters share one instance.
/// </summary>
public sealed record CParameters(EquatableArray<CMember> Members)
{
    public static CParameters Of(params ReadOnlySpan<(string Name, CValue Value)> members)
    {
        var list = new CMember[members.Length];
        for (var i = 0; i < list.Length; i++) list[i] = new CMember(members[i].Name, members[i].Value);
        return new CParameters(new EquatableArray<CMember>(list));
    }

    /// <summary>The functions in assembler that stand among them.</summary>
    public IEnumerable<MachineRoutine> Routines => Members.SelectMany(m => m.Value switch
    {
        CValue.Int or CValue.Float or CValue.Ints or CValue.Symbol => [],
        CValue.Struct s => s.Members.Routines,
        CValue.Routine r => (IEnumerable<MachineRoutine>)[r.Function],
    });
}

public sealed record CMember(string Name, CValue Value);
