global using NeuralCore.Memory;
global using NeuralCore.Backends;
