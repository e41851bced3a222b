namespace Mote.Formats.TfLite;

/// <summary>What to use instead of what is not supported.</summary>
internal static class TfLiteHints
{
    private const string List = "docs/operators.md lists the operators and types that are supported.";

    private const string Recurrent =
        "UNIDIRECTIONAL_SEQUENCE_LSTM and SVDF are supported, and so are loops unrolled when the model is converted (Keras: unroll=True).";

    private const string Features = "Compute spectra in the application and give them to the model as its input.";

    private const string Search =
        "End the model before this layer and search its outputs in the application; ARG_MAX and ARG_MIN are supported.";

    private static readonly Dictionary<BuiltinOperator, string> Instead = new()
    {
        [BuiltinOperator.RNN] = Recurrent,
        [BuiltinOperator.LSTM] = Recurrent,
        [BuiltinOperator.UNIDIRECTIONAL_SEQUENCE_RNN] = Recurrent,
        [BuiltinOperator.BIDIRECTIONAL_SEQUENCE_RNN] = Recurrent,
        [BuiltinOperator.BIDIRECTIONAL_SEQUENCE_LSTM] = Recurrent,
        [BuiltinOperator.RFFT2D] = Features,
        [BuiltinOperator.TOPK_V2] = Search,
        [BuiltinOperator.NON_MAX_SUPPRESSION_V4] = Search,
        [BuiltinOperator.NON_MAX_SUPPRESSION_V5] = Search,
        [BuiltinOperator.WHERE] = "Its output has no fixed size. SELECT_V2 chooses between two tensors by a condition.",
        [BuiltinOperator.UNIQUE] = "Its output has no fixed size. End the model before this layer.",
        [BuiltinOperator.ONE_HOT] = "EQUAL with a constant row of numbers, then CAST, gives the same.",
        [BuiltinOperator.REDUCE_PROD] = "EXP of SUM of LOG is the product of positive numbers; a few factors can be a chain of MUL.",
        [BuiltinOperator.LOCAL_RESPONSE_NORMALIZATION] = "Batch normalisation instead of it folds into the convolution before.",
        [BuiltinOperator.CONV_3D] = "CONV_2D over the slices, and ADD, gives the same.",
        [BuiltinOperator.SIGN] = "GREATER and LESS with 0, CAST and SUB give the sign.",
        [BuiltinOperator.CUSTOM] = "The file does not say what it computes: end the model before it, or express it by built-in operators. "
            + $"Custom operators that are supported: {string.Join(", ", TfLiteOperators.Custom)}.",
    };

    /// <summary>What to do about an operator that is not supported.</summary>
    public static string For(BuiltinOperator code, IEnumerable<BuiltinOperator> supported)
    {
        if (Instead.TryGetValue(code, out var hint)) return $"{hint} {List}";
        if (!Enum.IsDefined(code)) return $"It is newer than this release. {List}";
        var name = code.ToString();
        if (name.StartsWith("STABLEHLO", StringComparison.Ordinal))
            return $"Convert the model with TensorFlow Lite's own operators. {List}";
        var (nearest, distance) = supported.Select(s => s.ToString()).Select(s => (s, Distance(name, s))).MinBy(s => s.Item2);
        return distance <= name.Length / 3 ? $"{nearest} is supported. {List}" : List;
    }

    /// <summary>What to do about types that an operator does not take.</summary>
    public static string ForTypes(IEnumerable<Core.Types.TensorType> types)
    {
        if (types.Any(t => t is { Element: Core.Types.ElementType.UInt8, Quantization: not null }))
            return $"Models in uint8 are of the days of TensorFlow 1: convert the model again with int8. {List}";
        return $"Quantize the model to int8 or int16 throughout, or not at all. {List}";
    }

    /// <summary>How many letters have to be changed, put in or left out to get from one name to the other.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }
        return row[^1];
    }
}
