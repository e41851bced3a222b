using Mote.Compiler.Programs;

namespace Mote.Compiler.Emission;

/// <summary>What model.c does for states: the reset, and copying new values to where the next inference reads them.</summary>
internal static class StateSource
{
    /// <summary>The reset function; nothing where there are no states.</summary>
    public static string Reset(CProgram program, ConstantPool pool)
    {
        if (program.Graph.States.IsEmpty) return "";
        var c = new CWriter();
        c.Line();
        c.Line($"void {program.Name}_reset({program.Name}_arena *arena)");
        using (c.Braces())
        {
            Addresses.Declare(c, program);
            for (var i = 0; i < program.Graph.States.Length; i++)
            {
                var (state, initial) = (program.Graph.States[i], program.Graph.States[i].Initial);
                var to = Addresses.At(program, program.Arena.OffsetOf(state.Before));
                c.Line();
                c.Line($"/* {CNames.Comment(program.Graph[state.Before].Name, 70)} */");
                c.Line(initial.Bytes.IndexOfAnyExcept(initial.Bytes[0]) < 0
                    ? $"memset({to}, {initial.Bytes[0]}, {initial.Type.Bytes}u);"
                    : $"memcpy({to}, {pool.Name($"initial_state_{i}", initial)}, {initial.Type.Bytes}u);");
            }
        }
        return c.ToString();
    }

    public static void Stores(CWriter c, CProgram program, ConstantPool pool)
    {
        foreach (var state in program.Stores)
        {
            var (before, after) = (program.Graph[state.Before], program.Graph[state.After]);
            c.Line();
            c.Line($"/* {CNames.Comment(before.Name, 70)}, for the next call */");
            var from = after.Data is { } data
                ? pool.Name($"state_{before.Id.Index}", data) : Addresses.At(program, program.Arena.OffsetOf(after.Id));
            c.Line($"memcpy({Addresses.At(program, program.Arena.OffsetOf(before.Id))}, {from}, {before.Type.Bytes}u);");
        }
    }
}
