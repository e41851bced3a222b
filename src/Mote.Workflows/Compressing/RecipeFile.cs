using System.Collections.Immutable;
using System.Globalization;
using Mote.Compression.Pruning;
using Mote.Core.Diagnostics;
using Mote.Training.Rules;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Mote.Workflows.Compressing;

/// <summary>A <see cref="CompressionRecipe"/> as YAML; docs/compression.md lists the keys.</summary>
public static class RecipeFile
{
    /// <param name="text">YAML.</param>
    /// <param name="path">For messages.</param>
    /// <exception cref="MoteException">MOTE0615: it is no recipe, with the line.</exception>
    public static CompressionRecipe Parse(string text, string path)
    {
        try
        {
            var read = new DeserializerBuilder().WithNamingConvention(HyphenatedNamingConvention.Instance)
                .WithDuplicateKeyChecking().Build().Deserialize<RecipeText?>(text);
            return (read ?? new RecipeText()).Recipe(path);
        }
        catch (YamlException e)
        {
            // What the library says names its own types.
            var key = e.Message.StartsWith("Property '", StringComparison.Ordinal) ? e.Message.Split('\'')[1] : null;
            throw new MoteException("MOTE0615", $"{path}: line {e.Start.Line}, column {e.Start.Column}",
                key is null ? "this cannot be read as what belongs there." : $"there is no key '{key}' here.",
                "docs/compression.md lists the keys of a recipe.");
        }
    }

    /// <summary>A recipe as <see cref="Parse"/> reads it.</summary>
    public static string Text(CompressionRecipe recipe)
    {
        var text = new Dictionary<string, object>();
        if (recipe.Neurons is { } n)
            text["neurons"] = new Dictionary<string, object>
            {
                ["keep"] = n.Keep, ["by"] = Name(n.Criterion), ["rounds"] = n.Rounds, ["epochs"] = n.Epochs, ["rate"] = n.Rate,
            };
        if (recipe.Connections is { } c)
        {
            var step = new Dictionary<string, object> { ["sparsity"] = c.Sparsity };
            if (c.Layers is { IsEmpty: false } layers) step["layers"] = Sorted(layers);
            (step["by"], step["epochs"], step["rate"]) = (Name(c.Criterion), c.Epochs, c.Rate);
            if (c.Blocks is { } blocks) step["blocks"] = $"{blocks.Keep} of {blocks.Of}";
            if (c.Rewind is { } rewind) step["rewind"] = rewind;
            text["connections"] = step;
        }
        if (recipe.Sharing is { } s) text["sharing"] = Bits(s.Bits, s.Layers, s.Epochs, s.Rate);
        var rounding = Bits(recipe.Rounding.Bits, recipe.Rounding.Layers, recipe.Rounding.Epochs, recipe.Rounding.Rate);
        rounding["learn-steps"] = recipe.Rounding.LearnSteps;
        text["rounding"] = rounding;
        if (recipe.Teaching is { } t)
            text["teaching"] = new Dictionary<string, object> { ["share"] = t.Share, ["temperature"] = t.Temperature };
        text["norms"] = recipe.Norms;
        return new SerializerBuilder().Build().Serialize(text).ReplaceLineEndings("\n");

        Dictionary<string, object> Bits(int bits, ImmutableDictionary<string, int>? layers, int epochs, double rate)
        {
            var step = new Dictionary<string, object> { ["bits"] = bits };
            if (layers is { IsEmpty: false }) step["layers"] = Sorted(layers);
            (step["epochs"], step["rate"]) = (epochs, rate);
            return step;
        }

        static SortedDictionary<string, T> Sorted<T>(ImmutableDictionary<string, T> layers) => new(layers, StringComparer.Ordinal);
    }

    /// <summary>layer-magnitude for LayerMagnitude.</summary>
    private static string Name<T>(T value)
        where T : struct, Enum => HyphenatedNamingConvention.Instance.Apply(value.ToString());

    private static MoteException Wrong(string path, string key, string value, string allowed) =>
        new("MOTE0615", path, $"{key}: {value} makes no sense.", $"Give {allowed}.");

    private static T Named<T>(string path, string key, string? value, T standard)
        where T : struct, Enum =>
        value is null ? standard
        : Enum.TryParse<T>(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var named) && Enum.IsDefined(named)
            ? named
        : throw Wrong(path, key, value, "one of " + string.Join(", ", Enum.GetNames<T>().Select(n => n.ToLowerInvariant())));

    private static double Share(string path, string key, double value, bool one) => value >= 0 && (one ? value <= 1 : value < 1) ? value
        : throw Wrong(path, key, value.ToString(CultureInfo.InvariantCulture), one ? "a share from 0 to 1" : "a share from 0 to below 1");

    private static int Bits(string path, string key, int value) => value is >= 1 and <= 8 ? value
        : throw Wrong(path, key, value.ToString(CultureInfo.InvariantCulture), "1 to 8");

    private static int Count(string path, string key, int value, int least = 0) => value >= least ? value
        : throw Wrong(path, key, value.ToString(CultureInfo.InvariantCulture), $"{least} or more");

    // What YamlDotNet fills in.
#pragma warning disable CA1812, CA1852
    private class RecipeText
    {
        public NeuronText? Neurons { get; set; }

        public ConnectionText? Connections { get; set; }

        public SharingText? Sharing { get; set; }

        public RoundingText? Rounding { get; set; }

        public TeachingText? Teaching { get; set; }

        public bool Norms { get; set; } = true;

        public CompressionRecipe Recipe(string path) => new()
        {
            Neurons = Neurons?.Step(path), Connections = Connections?.Step(path), Sharing = Sharing?.Step(path),
            Rounding = (Rounding ?? new RoundingText()).Step(path), Teaching = Teaching?.Step(path), Norms = Norms,
        };
    }

    private class NeuronText
    {
        public double Keep { get; set; } = 0.5;

        public string? By { get; set; }

        public int Rounds { get; set; } = 3;

        public int Epochs { get; set; } = 30;

        public double Rate { get; set; } = 0.5;

        public NeuronStep Step(string path) => new(
            Share(path, "neurons: keep", Keep, one: true), Named(path, "neurons: by", By, NeuronCriterion.Taylor),
            Count(path, "neurons: rounds", Rounds, 1), Count(path, "neurons: epochs", Epochs), Rate);
    }

    private class ConnectionText
    {
        public double Sparsity { get; set; } = 0.5;

        public Dictionary<string, double> Layers { get; set; } = [];

        public string? By { get; set; }

        public int Epochs { get; set; } = 30;

        public double Rate { get; set; } = 0.5;

        /// <summary>"2 of 4".</summary>
        public string? Blocks { get; set; }

        public int? Rewind { get; set; }

        public ConnectionStep Step(string path) => new(
            Share(path, "connections: sparsity", Sparsity, one: false),
            Layers.ToImmutableDictionary(l => l.Key, l => Share(path, $"connections: layers: {l.Key}", l.Value, one: false)),
            Named(path, "connections: by", By, PruningCriterion.LayerMagnitude), Count(path, "connections: epochs", Epochs, 1), Rate,
            Blocks is null ? null : Block(path), Rewind is { } r ? Count(path, "connections: rewind", r) : null);

        private (int Keep, int Of) Block(string path) =>
            Blocks!.Split(" of ") is [var keep, var of] && int.TryParse(keep, CultureInfo.InvariantCulture, out var k)
            && int.TryParse(of, CultureInfo.InvariantCulture, out var n) && k >= 0 && n > k
                ? (k, n) : throw Wrong(path, "connections: blocks", Blocks, "as many as '2 of 4'");
    }

    private class SharingText
    {
        public int Bits { get; set; } = 4;

        public Dictionary<string, int> Layers { get; set; } = [];

        public int Epochs { get; set; } = 10;

        public double Rate { get; set; } = 0.1;

        public SharingStep Step(string path) => new(
            RecipeFile.Bits(path, "sharing: bits", Bits),
            Layers.ToImmutableDictionary(l => l.Key, l => RecipeFile.Bits(path, $"sharing: layers: {l.Key}", l.Value)),
            Count(path, "sharing: epochs", Epochs), Rate);
    }

    private class RoundingText
    {
        public int Bits { get; set; } = 8;

        public Dictionary<string, int> Layers { get; set; } = [];

        public int Epochs { get; set; } = 10;

        public double Rate { get; set; } = 0.1;

        public bool LearnSteps { get; set; } = true;

        public RoundingStep Step(string path) => new(
            RecipeFile.Bits(path, "rounding: bits", Bits),
            Layers.ToImmutableDictionary(l => l.Key, l => RecipeFile.Bits(path, $"rounding: layers: {l.Key}", l.Value)),
            Count(path, "rounding: epochs", Epochs, 1), Rate, LearnSteps);
    }

    private class TeachingText
    {
        public double Share { get; set; } = 0.7;

        public double Temperature { get; set; } = 4;

        public TeachingStep Step(string path) => new(
            (float)RecipeFile.Share(path, "teaching: share", Share, one: true),
            Temperature > 0 ? (float)Temperature
                : throw Wrong(path, "teaching: temperature", Temperature.ToString(CultureInfo.InvariantCulture), "more than 0"));
    }
#pragma warning restore CA1812, CA1852
}
