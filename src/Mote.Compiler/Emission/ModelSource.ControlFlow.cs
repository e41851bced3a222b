using Mote.Compiler.Programs;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Compiler.Emission;

/// <summary>Branches and loops: each subgraph is a function on a part of the arena, values are copied in and out.</summary>
internal sealed partial class ModelSource
{
    private void ControlFlow(Step step, string name, CWriter c, CWriter instances)
    {
        if (step.Node.Op is ForEachFrame frames)
        {
            Frames(frames, step, name, c, instances);
            return;
        }
        var isBranch = step.Node.Op is If;
        var first = new Part(this, step, 0, name + (isBranch ? "_then" : "_condition"));
        var second = new Part(this, step, 1, name + (isBranch ? "_else" : "_body"));
        first.Define(instances);
        second.Define(instances);
        if (isBranch)
        {
            var operands = step.Node.Inputs.Skip(If.First).ToArray();
            c.Line($"if (*({Address(step.Node.Inputs[If.Condition], $"{name}_if")}) != 0)");
            using (c.Braces()) first.RunOnce(c, operands, step.Node.Outputs);
            c.Line("else");
            using (c.Braces()) second.RunOnce(c, operands, step.Node.Outputs);
            return;
        }
        foreach (var (x, y) in step.Node.Inputs.Zip(step.Node.Outputs))
            c.Line($"memcpy({Address(y, name)}, {Address(x, $"{name}_x{x.Index}")}, {_program.Graph.Type(y).Bytes});");
        c.Line("for (;;)");
        using (c.Braces())
        {
            first.Run(c, step.Node.Outputs);
            c.Line($"if (*({first.Output(0)}) == 0) break;");
            second.RunOnce(c, step.Node.Outputs, step.Node.Outputs);
        }
    }

    /// <summary>The arena holds one frame and what becomes of it; results go to their places at once.</summary>
    private void Frames(ForEachFrame op, Step step, string name, CWriter c, CWriter instances)
    {
        var body = new Part(this, step, 0, name + "_body");
        body.Define(instances);
        var x = step.Node.Inputs[ForEachFrame.Input];
        var count = _program.Graph.Type(step.Node.Output).Shape[1];
        var stride = _program.Graph.Type(x).Bytes / _program.Graph.Type(x).Shape[1] * op.FrameStep;
        c.Line($"for (int32_t frame = 0; frame < {count}; frame++)");
        using (c.Braces())
        {
            body.Take(c, 0, $"(const uint8_t *){Address(x, $"{name}_x")} + frame * {stride}");
            for (var i = ForEachFrame.First; i < step.Node.Inputs.Count; i++)
                body.Take(c, i, Address(step.Node.Inputs[i], $"{name}_x{step.Node.Inputs[i].Index}"));
            body.Call(c);
            foreach (var (y, i) in step.Node.Outputs.Select((y, i) => (y, i)))
            {
                var size = _program.Graph.Type(y).Bytes / count;
                c.Line($"memcpy({Address(y, "")} + frame * {size}, {body.Output(i)}, {size});");
            }
        }
    }

    /// <summary>Where a value lies: in the arena, or among the constants.</summary>
    private string Address(ValueId value, string constantName) => _program.Graph[value].Data is { } data
        ? _pool.Name(constantName, data) : Addresses.At(_program, _program.Arena.OffsetOf(value));

    /// <summary>A subgraph as a function.</summary>
    private sealed class Part
    {
        private readonly ModelSource _outer, _inner;
        private readonly CProgram _program;
        private readonly int _begin;
        private readonly string _name;

        public Part(ModelSource outer, Step step, int index, string name)
        {
            _outer = outer;
            _program = step.Subprograms[index];
            _begin = outer._program.Arena.Scratch.GetValueOrDefault(step.Index);
            _name = name;
            _inner = new ModelSource(_program, outer._pool, outer._instances, name + "_");
        }

        public void Define(CWriter instances)
        {
            var function = new CWriter();
            function.Line();
            function.Line($"static void {_name}(uint8_t *m)");
            using (function.Braces())
            {
                if (_program.Steps.All(s => s.IsView)) function.Line("(void)m;");
                foreach (var step in _program.Steps) _inner.Print(step, function, instances);
            }
            instances.Add(function);
        }

        public void Run(CWriter c, IReadOnlyList<ValueId> operands)
        {
            for (var i = 0; i < operands.Count; i++) Take(c, i, _outer.Address(operands[i], $"{_name}_x{operands[i].Index}"));
            Call(c);
        }

        /// <summary>An operand from somewhere.</summary>
        public void Take(CWriter c, int index, string address)
        {
            var own = _program.Graph.Inputs[index];
            c.Line($"memcpy({At(_program.Arena.OffsetOf(own))}, {address}, {_program.Graph.Type(own).Bytes});");
        }

        public void Call(CWriter c) => c.Line($"{_name}({At(0)});");

        public void RunOnce(CWriter c, IReadOnlyList<ValueId> operands, EquatableArray<ValueId> results)
        {
            Run(c, operands);
            for (var i = 0; i < results.Count; i++)
                c.Line($"memcpy({_outer.Address(results[i], "")}, {Output(i)}, {_outer._program.Graph.Type(results[i]).Bytes});");
        }

        /// <summary>A place in the part's arena, which is the step's working memory in the outer one.</summary>
        private string At(int offset) => Addresses.At(_outer._program, _begin + offset);

        public string Output(int index)
        {
            var value = _program.Graph.Outputs[index];
            return _program.Graph[value].Data is { } data
                ? _outer._pool.Name($"{_name}_output{index}", data) : At(_program.Arena.OffsetOf(value));
        }
    }
}
