namespace Mote.Training.Arithmetic;

/// <summary>What a rounded tensor is in a step of training.</summary>
public enum TensorRole
{
    /// <summary>Inputs and what layers give.</summary>
    Activations,

    /// <summary>Weights as factors of products, where they are narrower there than as they are stored.</summary>
    Weights,

    /// <summary>Gradients of what layers give, times the loss scale.</summary>
    Errors,

    /// <summary>Of weights and biases, without the loss scale.</summary>
    Gradients,

    /// <summary>Of weights and biases.</summary>
    Momenta,

    /// <summary>Weights and biases as they are stored after a step. Vanished are those that a step should have moved and did not.</summary>
    Updates,
}
