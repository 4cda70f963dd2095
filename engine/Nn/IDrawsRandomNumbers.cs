namespace NeuralCore.Nn;

/// <summary>A module that draws random numbers while it computes, from a generator that it is handed.</summary>
public interface IDrawsRandomNumbers
{
    /// <summary>Where it draws from; null until the model is initialized.</summary>
    Generator? Generator { get; set; }
}
