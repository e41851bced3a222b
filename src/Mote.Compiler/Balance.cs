using System.Collections.Immutable;
using Mote.Compiler.Prediction;
using Mote.Compiler.Programs;
using Mote.Core.Graphs;

namespace Mote.Compiler;

/// <summary>
/// For the goal of balance: chooses each layer's form so that the program is as near as possible to the best one in instructions, flash and
/// RAM at once. Of the three quotients by what the best would take, the largest is made small; among equals, the second; then their sum.
/// </summary>
internal sealed class Balance
{
    private const double LeastGain = 1 - LeastRam.LeastGain;

    private static readonly int s_forms = Enum.GetValues<KernelForm>().Length;

    private readonly Option[][] _options;
    private readonly double[] _partBytes;
    private readonly (double Instructions, double Flash, double Ram) _best;

    /// <param name="graph">The graph.</param>
    /// <param name="forms">Its steps lowered in every form, by <see cref="KernelForm"/>.</param>
    /// <param name="fastest">Its steps lowered for fewest instructions.</param>
    /// <param name="smallest">Its steps lowered for least flash.</param>
    /// <param name="parts">What they are made of.</param>
    public Balance(
        Graph graph, ImmutableArray<ImmutableArray<Step>> forms, ImmutableArray<Step> fastest, ImmutableArray<Step> smallest,
        ProgramParts parts)
    {
        var (live, numbers) = (new LiveSteps(graph), new Dictionary<int, int>());
        _options = [.. graph.Nodes.Select((_, i) => Options([.. forms.Select(f => f[i])]))];
        var fast = fastest.Select(s => Of(s)).ToArray();
        var small = smallest.Select(s => Of(s, KernelCopies.Shared)).ToArray();
        _partBytes = new double[numbers.Count];
        foreach (var (part, number) in numbers) _partBytes[number] = parts.BytesOf(part);

        var all = Enumerable.Range(0, s_forms).Select(f => new Choice(_partBytes, [.. _options.Select(o => o[f])])).ToArray();
        var least = new Choice(_partBytes, small);
        // Portable kernels are no measure of RAM where they spare next to nothing: the goal of least RAM does not take them then.
        var ram = (double)all.Min(c => c.Ram);
        if (least.Ram < LeastGain * ram) ram = least.Ram;
        _best = (Math.Min(new Choice(_partBytes, fast).Instructions, all.Min(c => c.Instructions)),
            Math.Min(least.Flash, all.Min(c => c.Flash)), Math.Max(1, ram));

        // Forms that differ in nothing are one and the same.
        Option[] Options(Step[] steps)
        {
            var options = new Option[steps.Length];
            for (var f = 0; f < steps.Length; f++)
            {
                var same = Enumerable.Range(0, f).FirstOrDefault(g => IsSame(steps[f], steps[g]), -1);
                options[f] = same >= 0 ? options[same] : Of(steps[f]);
            }
            return options;
        }

        Option Of(Step step, KernelCopies? copies = null)
        {
            var cost = StepCost.Of(graph, step, parts);
            var needed = cost.Parts(copies ?? (step.IsCold ? KernelCopies.OfShapeCold : KernelCopies.OfShape));
            var own = new int[needed.Length];
            for (var i = 0; i < own.Length; i++)
            {
                if (!numbers.TryGetValue(needed[i], out var number)) numbers[needed[i]] = number = numbers.Count;
                own[i] = number;
            }
            return new Option([.. cost.Calls.Select(c => c.Instructions)], cost.OwnBytes, own, live.Bytes(step));
        }
    }

    /// <summary>One form a node.</summary>
    public KernelForm[] Choose()
    {
        (int[] Forms, (int, int, double) Score)? best = null;
        for (var start = 0; start < s_forms; start++)
        {
            var forms = new int[_options.Length];
            Array.Fill(forms, start);
            var choice = new Choice(_partBytes, [.. _options.Select(o => o[start])]);
            while (Improve(choice, forms))
            {
            }
            var score = Score(choice);
            if (best is not { } b || score.CompareTo(b.Score) < 0) best = (forms, score);
        }
        return best is { } found ? [.. found.Forms.Select(f => (KernelForm)f)] : [];
    }

    /// <summary>Changes one node's form to the best effect; false if there is none.</summary>
    private bool Improve(Choice choice, int[] forms)
    {
        var (least, node, form) = (Score(choice), -1, 0);
        for (var i = 0; i < forms.Length; i++)
        {
            var before = choice[i];
            for (var f = 0; f < s_forms; f++)
            {
                if (ReferenceEquals(_options[i][f], before)) continue;
                choice[i] = _options[i][f];
                if (Score(choice) is var score && score.CompareTo(least) < 0) (least, node, form) = (score, i, f);
                choice[i] = before;
            }
        }
        if (node < 0) return false;
        (choice[node], forms[node]) = (_options[node][form], form);
        return true;
    }

    /// <summary>The two largest quotients, in thousandths, so that the sum decides where they hardly differ; and the sum.</summary>
    private (int Largest, int Second, double Sum) Score(Choice choice)
    {
        var (a, b, c) = (choice.Instructions / Math.Max(1, _best.Instructions), choice.Flash / _best.Flash, choice.Ram / _best.Ram);
        // In ascending order, as the sum is taken.
        if (a > b) (a, b) = (b, a);
        if (b > c) (b, c) = (c, b);
        if (a > b) (a, b) = (b, a);
        return ((int)(1000 * c), (int)(1000 * b), a + b + c);
    }

    private static bool IsSame(Step a, Step b) =>
        a.Cost is { } x && b.Cost is { } y ? ReferenceEquals(x, y) : a.Calls.SequenceEqual(b.Calls);

    /// <summary>A form of a step.</summary>
    /// <param name="Instructions">Of its calls.</param>
    /// <param name="OwnBytes">Flash.</param>
    /// <param name="Parts">What it may share.</param>
    /// <param name="LiveBytes">RAM while it runs.</param>
    private sealed record Option(double[] Instructions, double OwnBytes, int[] Parts, long LiveBytes);

    /// <summary>A form for each step; what they take together is kept up to date as forms are exchanged.</summary>
    private sealed class Choice
    {
        private readonly double[] _partBytes;
        private readonly int[] _users;
        private readonly Option[] _steps;

        public Choice(double[] partBytes, Option[] steps)
        {
            (_partBytes, _users, _steps) = (partBytes, new int[partBytes.Length], steps);
            Flash = ProgramCost.ProgramBytes;
            foreach (var step in steps) Add(step);
        }

        public double Flash { get; private set; }

        // Always added up in one order, so that equal choices are equal to the last bit.
        public double Instructions
        {
            get
            {
                var sum = 0.0;
                foreach (var step in _steps)
                    foreach (var call in step.Instructions) sum += call;
                return sum;
            }
        }

        public long Ram
        {
            get
            {
                var most = 0L;
                foreach (var step in _steps) most = Math.Max(most, step.LiveBytes);
                return most;
            }
        }

        public Option this[int step]
        {
            get => _steps[step];
            set
            {
                var before = _steps[step];
                Flash -= before.OwnBytes;
                foreach (var part in before.Parts)
                    if (--_users[part] == 0) Flash -= _partBytes[part];
                Add(value);
                _steps[step] = value;
            }
        }

        private void Add(Option step)
        {
            Flash += step.OwnBytes;
            foreach (var part in step.Parts)
                if (_users[part]++ == 0) Flash += _partBytes[part];
        }
    }
}
