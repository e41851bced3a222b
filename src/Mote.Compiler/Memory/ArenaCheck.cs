using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Graphs;

namespace Mote.Compiler.Memory;

/// <summary>
/// Proves a layout by walking through the program with a note on every byte of what it holds, which byte of which value: an operand must be
/// whole when it is read, a result may lie on an operand only where the kernel allows it, and states hold what they should at the end.
/// A value that is a part of another holds that one's bytes, so a part that lies elsewhere, or is overwritten through another name, is
/// found
/// out when it is read. Knows nothing of blocks, lifetimes or the planner.
/// </summary>
public static class ArenaCheck
{
    public static IReadOnlyList<string> Violations(Graph graph, ImmutableArray<Step> steps, ArenaLayout layout)
    {
        var problems = new List<string>();
        var sizes = new ValueBytes(graph, steps);
        var contents = new SharedBytes(graph, steps, problems);
        var owner = new int[layout.Bytes];
        Array.Fill(owner, SharedBytes.Nobodys);
        foreach (var input in graph.Inputs) Write(input, "the inputs");
        foreach (var state in graph.States) Write(state.Before, "the states");
        foreach (var input in graph.Inputs) Read(input, "the inputs");
        foreach (var state in graph.States) Read(state.Before, "the states");
        foreach (var step in steps)
        {
            var where = $"step {step.Index} ({step.Node.Origin})";
            foreach (var operand in step.Node.Inputs)
                if (!operand.IsNone && !graph[operand].IsConstant) Read(operand, where);
            foreach (var view in step.Views)
                if (layout.OffsetOf(view.Part) != layout.OffsetOf(view.Whole) + view.Offset)
                    problems.Add($"{where}: {view.Part} does not lie {view.Offset} bytes from where {view.Whole} begins");
            foreach (var call in step.Calls) CheckDecoded(call, where);
            if (step.ScratchBytes > 0) UseScratch(step, where);
            foreach (var output in step.Node.Outputs)
            {
                if (step.Views.Any(v => v.Part == output)) continue;
                foreach (var operand in step.Node.Inputs.Where(i => !i.IsNone && !graph[i].IsConstant).Distinct())
                    if (step.Placed.IsEmpty && Overlap(operand, output)
                        && !MayReplace(step, operand, output) && !IsWrittenBehindReads(step, operand, output))
                        problems.Add($"{where}: the result overlaps operand {operand} that it is computed from");
                foreach (var other in step.Node.Outputs)
                    if (other.Index < output.Index && Overlap(other, output))
                        problems.Add($"{where}: results {other} and {output} overlap");
                if (step.Views.Any(v => v.Whole == output)) Complete(step, output, where);
                else Write(output, where);
            }
            foreach (var view in step.Views) Read(view.Part, where);
            // What still copies writes over nothing that it reads.
            if (!step.Placed.IsEmpty)
                foreach (var operand in step.Node.Inputs.Where(i => !graph[i].IsConstant)) Read(operand, where);
        }
        // New states are copied one after another to where the next inference reads them, but for those that lie there already.
        var copied = graph.States
            .Where(s => s.IsWritten && (graph[s.After].IsConstant || layout.OffsetOf(s.After) != layout.OffsetOf(s.Before))).ToList();
        foreach (var state in copied)
        {
            if (!graph[state.After].IsConstant) Read(state.After, "the new states");
            Write(state.Before, "the new states");
        }
        foreach (var state in graph.States) Read(copied.Contains(state) ? state.Before : state.After, "the kept states");
        foreach (var output in graph.Outputs)
            if (!graph[output].IsConstant) Read(output, "the outputs");
        return problems;

        // Decoded constants lie behind the call's own memory and apart from one another, all of them within the step's.
        void CheckDecoded(KernelCall call, string where)
        {
            var end = call.ScratchBytes - call.DecodedBytes;
            foreach (var a in call.Arguments.OfType<CArgument.Decoded>().OrderBy(a => a.Offset))
            {
                if (a.Offset < end) problems.Add($"{where}: constant '{a.Name}' is decoded over other memory of the step");
                if (a.Offset % ArenaLayout.Alignment != 0) problems.Add($"{where}: constant '{a.Name}' is not aligned");
                end = a.Offset + a.Constant.Coded.Count;
                if (end > call.ScratchBytes) problems.Add($"{where}: constant '{a.Name}' is decoded beyond the step's memory");
                if (a.Constant.Coded.Count != a.Constant.Tensor.Type.Bytes)
                    problems.Add($"{where}: constant '{a.Name}' is of another size");
            }
        }

        // It is written between reading the operands and writing the results, and again and again: all three lie apart.
        void UseScratch(Step step, string where)
        {
            if (!layout.Scratch.TryGetValue(step.Index, out var begin)) problems.Add($"{where}: it has no memory to work in");
            else if (begin < 0 || begin + step.ScratchBytes > layout.Bytes) problems.Add($"{where}: its memory lies outside the arena");
            else if (IsAcross(begin, step.ScratchBytes)) problems.Add($"{where}: its memory lies in no region as a whole");
            else if (begin % ArenaLayout.Alignment != 0) problems.Add($"{where}: its memory is not aligned");
            else
            {
                owner.AsSpan(begin, step.ScratchBytes).Fill(SharedBytes.Nobodys);
                foreach (var operand in step.Node.Inputs.Where(i => !i.IsNone && !graph[i].IsConstant)) Read(operand, where);
                foreach (var output in step.Node.Outputs)
                    if (layout.OffsetOf(output) < begin + step.ScratchBytes && begin < layout.OffsetOf(output) + sizes[output])
                        problems.Add($"{where}: result {output} overlaps the memory it works in");
            }
        }

        void Write(ValueId value, string where)
        {
            if (Range(value, where) is not { } range) return;
            for (var i = range.Start.Value; i < range.End.Value; i++) owner[i] = contents.Of(value, i - range.Start.Value);
        }

        // What lies in its place already is not written; the rest is, by copying.
        void Complete(Step step, ValueId output, string where)
        {
            if (Range(output, where) is not { } range) return;
            var isThere = new bool[sizes[output]];
            foreach (var view in step.Views)
                for (var i = 0; view.Whole == output && i < sizes[view.Part]; i++)
                    if (view.Offset + i < isThere.Length) isThere[view.Offset + i] = true;
            for (var i = 0; i < isThere.Length; i++)
                if (!isThere[i]) owner[range.Start.Value + i] = contents.Of(output, i);
            Read(output, where);
        }

        void Read(ValueId value, string where)
        {
            if (Range(value, where) is not { } range) return;
            for (var i = range.Start.Value; i < range.End.Value; i++)
            {
                if (owner[i] == contents.Of(value, i - range.Start.Value)) continue;
                problems.Add($"{where}: {value} '{graph[value].Name}' has been overwritten by {contents.ValueOf(owner[i])}");
                return;
            }
        }

        bool IsAcross(int offset, int bytes) =>
            !layout.Regions.IsEmpty && !layout.Regions.Any(r => offset >= r.First && offset + bytes <= r.First + r.Bytes);

        Range? Range(ValueId value, string where)
        {
            if (!layout.Offsets.TryGetValue(value.Index, out var offset)) problems.Add($"{where}: {value} has no place");
            else if (offset < 0 || offset + sizes[value] > layout.Bytes)
                problems.Add($"{where}: {value} lies outside the arena");
            else if (IsAcross(offset, sizes[value])) problems.Add($"{where}: {value} lies in no region as a whole");
            else if (offset % ArenaLayout.AlignmentOf(graph.Type(value).Element) != 0) problems.Add($"{where}: {value} is not aligned");
            else return offset..(offset + sizes[value]);
            return null;
        }

        bool Overlap(ValueId a, ValueId b)
        {
            var (from, to) = (layout.OffsetOf(a), layout.OffsetOf(b));
            return from < to + sizes[b] && to < from + sizes[a];
        }

        bool MayReplace(Step step, ValueId operand, ValueId output) =>
            step.Calls.Length == 1 && (layout.OffsetOf(operand) == layout.OffsetOf(output) || IsPlanesAway(step, operand, output))
            && ((step.Calls[0].InPlace == operand && output == step.Node.Output) || MayChange(step, operand, output));

        bool IsPlanesAway(Step step, ValueId operand, ValueId output) => step.Calls[0] is { InPlaceStep: > 0 and var plane } call
            && call.InPlace == operand && (layout.OffsetOf(operand) - layout.OffsetOf(output)) % plane == 0;

        // Walks through the kernel's units: what one reads must not have been written by it or one before it. A unit may be written
        // in parts while it still reads.
        bool IsWrittenBehindReads(Step step, ValueId operand, ValueId output)
        {
            if (step.Calls is not [{ Stream: { } stream } call] || (stream.Operand, stream.Result) != (operand, output)
                || step.Node.Inputs.Count(i => i == operand) != 1 || call.Parameters == stream.Backward != call.IsBackward)
                return false;
            var (from, to) = (layout.OffsetOf(operand), layout.OffsetOf(output));
            var (writtenFrom, writtenTo) = (int.MaxValue, int.MinValue);
            for (var i = 0; i < stream.Reads.Length; i++)
            {
                var unit = call.IsBackward ? stream.Reads.Length - 1 - i : i;
                writtenFrom = Math.Min(writtenFrom, to + unit * stream.UnitBytes);
                writtenTo = Math.Max(writtenTo, to + (unit + 1) * stream.UnitBytes);
                var (first, end) = stream.Reads[unit];
                if (first < end && from + first < writtenTo && writtenFrom < from + end) return false;
            }
            return true;
        }

        // A kernel that reads the state under another name, too, would read what it has changed.
        static bool MayChange(Step step, ValueId operand, ValueId output) =>
            step.Calls[0].InPlaceStates.Contains((operand, output)) && step.Node.Inputs.Count(i => i == operand) == 1;
    }
}
