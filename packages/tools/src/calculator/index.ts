export { calculatorPack, type CalculatorPackOptions } from './calculator-pack.ts';
