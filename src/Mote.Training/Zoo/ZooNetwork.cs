using Mote.Core.Types;
using Mote.Training.Networks;

namespace Mote.Training;

/// <summary>A network of the zoo.</summary>
/// <param name="Name">As it is given on the command line.</param>
/// <param name="Description">One line.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Input">What the source gives it.</param>
/// <param name="Outputs">How many the source takes from it.</param>
/// <param name="Parameters">With these, how many numbers a device keeps: batch normalization is part of weights and biases there.</param>
/// <param name="Body">The layers, from an input to what the loss judges (logits, or a reconstruction).</param>
public sealed record ZooNetwork(
    string Name, string Description, string Source, Shape Input, int Outputs, int Parameters, ZooBody Body)
{
    /// <summary>It gives again what it is given, and is trained on normal examples alone.</summary>
    public bool Reconstructs { get; init; }
}

/// <param name="layers">Makes them.</param>
/// <param name="x">The input, in the shape of the data.</param>
/// <param name="outputs">How many.</param>
/// <param name="options">What is different from the source.</param>
/// <returns>[1,outputs]</returns>
public delegate int ZooBody(LayerBuilder layers, int x, int outputs, ZooOptions options);
