using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Data;
using Mote.Formats;

namespace Mote.Workflows.Compressing;

/// <summary>A trained float model and all that it is trained on with.</summary>
/// <param name="Training">As asked for, <see cref="TrainRequest.From"/> being the float model.</param>
/// <param name="Set">The dataset.</param>
/// <param name="Plan">How the network was trained.</param>
/// <param name="Network">From features to classes.</param>
/// <param name="Before">The whole model, as read.</param>
internal sealed record CompressionInput(TrainRequest Training, ExampleSet Set, TrainingPlan Plan, Graph Network, Graph Before)
{
    /// <exception cref="MoteException">Whatever is wrong with dataset, model, names or options.</exception>
    public static CompressionInput Read(TrainRequest request)
    {
        var path = FloatTwin(request.From
            ?? throw new MoteException("MOTE0607", "mote compress", "there is no model to compress.", "Give a float model."));
        var training = request with { From = path };
        var set = Dataset.Load(training.Dataset);
        var plan = TrainModel.Plan(training, set);
        return new CompressionInput(training, set, plan, TrainModel.NetworkPart(path, plan.Features, set), ModelFile.Read(path));
    }

    /// <summary>Whatever else is asked for, or another recipe, is another compression.</summary>
    public string Described(string recipe) => $"{TrainModel.Describe(Training, Set, Plan)}\nrecipe\n{recipe}";

    /// <summary>Share of right answers; null where the split is empty. A model that takes reals is scored with its features in
    /// front.</summary>
    public double? Score(Graph graph, Data.Split split)
    {
        if (Set.Places(split).IsEmpty) return null;
        var whole = graph.Type(graph.Inputs[0]).IsFloat ? GraphJoin.Join(Plan.Features.Float(Set.Type), graph) : graph;
        return RawAnswers.Accuracy(whole, Set, split);
    }

    /// <summary>What training wrote beside a model of integers, if it is one.</summary>
    private static string FloatTwin(string path)
    {
        var graph = ModelFile.Read(path);
        if (!graph.Nodes.Any(n => n.Op is Conv2D or DepthwiseConv2D or FullyConnected && !graph.Type(n.Output).IsFloat)) return path;
        var twin = Path.ChangeExtension(path, ".float.mote");
        return File.Exists(twin) ? twin : throw new MoteException("MOTE0607", path,
            $"it is a model of integers, and {Path.GetFileName(twin)}, the float model it was made of, is not beside it.",
            "Give the float model.");
    }
}
